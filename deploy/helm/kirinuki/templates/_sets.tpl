{{/* What a set of workers is, once what it says itself has gone over what all have. */}}

{{/* All sets by name, as YAML: one of the name `worker` where none is named. */}}
{{- define "kirinuki.sets" -}}
{{- toYaml (default (dict "worker" dict) .Values.sets) -}}
{{- end -}}

{{/* Of (dict "root" $ "name" NAME): the set's values, as YAML; `config` is whole. */}}
{{- define "kirinuki.set" -}}
{{- $own := deepCopy (default dict (get (include "kirinuki.sets" .root | fromYaml) .name)) -}}
{{- $set := mergeOverwrite (deepCopy .root.Values.workers) $own -}}
{{- $config := mergeOverwrite (deepCopy .root.Values.config) (deepCopy $set.config) -}}
{{- $supervision := mergeOverwrite (dict "stop-within" (printf "%ds" (int $set.stopSeconds))) (default dict $config.supervision) -}}
{{- $_ := set $config "supervision" $supervision -}}
{{- range $setting, $file := .root.Values.settingFiles -}}
{{- include "kirinuki.put" (dict "into" $config "path" $setting "value" (printf "/etc/kirinuki/files/%s" $setting)) -}}
{{- end -}}
{{- if .root.Values.pipelines -}}
{{- include "kirinuki.put" (dict "into" $config "path" "pipelines.file" "value" "/etc/kirinuki/pipelines.yaml") -}}
{{- end -}}
{{- if .root.Values.rules -}}
{{- include "kirinuki.put" (dict "into" $config "path" "doors.rules" "value" "/etc/kirinuki/rules.yaml") -}}
{{- end -}}
{{- if .root.Values.models.catalogue -}}
{{- include "kirinuki.put" (dict "into" $config "path" "models.catalogue" "value" "/etc/kirinuki/catalogue.yaml") -}}
{{- end -}}
{{- $_ := set $set "config" $config -}}
{{- toYaml $set -}}
{{- end -}}

{{/* Puts a value at a path with dots. Below `kafka.property-files` all is one key. */}}
{{- define "kirinuki.put" -}}
{{- $keys := splitList "." .path -}}
{{- if hasPrefix "kafka.property-files." .path -}}
{{- $keys = list "kafka" "property-files" (trimPrefix "kafka.property-files." .path) -}}
{{- end -}}
{{- $at := .into -}}
{{- range $key := initial $keys -}}
{{- if not (hasKey $at $key) -}}{{- $_ := set $at $key dict -}}{{- end -}}
{{- $at = get $at $key -}}
{{- end -}}
{{- $_ := set $at (last $keys) .value -}}
{{- end -}}

{{/* Of a set's config. */}}
{{- define "kirinuki.group" -}}
{{- default "kirinuki" (dig "kafka" "application-id" "" .) -}}
{{- end -}}

{{/* The port of a set's HTTP door, where it is open. */}}
{{- define "kirinuki.door" -}}
{{- if eq (toString (dig "http" "enabled" false .)) "true" -}}{{- int (dig "http" "port" 8090 .) -}}{{- end -}}
{{- end -}}

{{/* The topics that a set reads, with commas. */}}
{{- define "kirinuki.sources" -}}
{{- $requests := default "image-requests" (dig "topics" "requests" "" .) -}}
{{- $backfill := dig "topics" "backfill" "" . -}}
{{- join "," (compact (list $requests $backfill)) -}}
{{- end -}}

{{/* All topics of a set, with commas. */}}
{{- define "kirinuki.topics" -}}
{{- $results := default "image-results" (dig "topics" "results" "" .) -}}
{{- $failures := default "image-failures" (dig "topics" "failures" "" .) -}}
{{- join "," (compact (list (include "kirinuki.sources" .) $results $failures (dig "review" "topic" "" .))) -}}
{{- end -}}

{{- define "kirinuki.selectorOfSet" -}}
{{ include "kirinuki.selector" .root }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}
