{{/* Names and labels. */}}

{{- define "kirinuki.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "kirinuki.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "kirinuki.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "kirinuki.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "kirinuki.selector" -}}
app.kubernetes.io/name: {{ include "kirinuki.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "kirinuki.labels" -}}
{{ include "kirinuki.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "kirinuki.serviceAccount" -}}
{{- if or .Values.serviceAccount.create .Values.serviceAccount.name -}}
{{- default (include "kirinuki.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{/* Of (dict "root" $ "image" IMAGE-OF-THE-SET). */}}
{{- define "kirinuki.image" -}}
{{- $image := mergeOverwrite (deepCopy .root.Values.image) (deepCopy .image) -}}
{{- /* A set that names another repository means none of the other's tag and digest. */ -}}
{{- if and .image.repository (not .image.digest) -}}{{- $_ := set $image "digest" "" -}}{{- end -}}
{{- if and .image.tag (not .image.digest) -}}{{- $_ := set $image "digest" "" -}}{{- end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default .root.Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}
