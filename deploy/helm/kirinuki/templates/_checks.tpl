{{/* What the schema cannot say: combinations that would lose, double or strand work, refused with the reason. */}}

{{- define "kirinuki.checks" -}}
{{- $root := . -}}
{{- $groups := dict -}}
{{- $readers := dict -}}
{{- $scaled := dict -}}
{{- $sets := include "kirinuki.sets" . | fromYaml -}}
{{- range $name, $_ := $sets -}}
{{- $set := include "kirinuki.set" (dict "root" $root "name" $name) | fromYaml -}}
{{- $where := printf "sets.%s" $name -}}
{{- $config := $set.config -}}
{{- if not (dig "kafka" "bootstrap-servers" "" $config) -}}{{- fail (printf "config.kafka.bootstrap-servers: %s needs brokers, as kafka:9092" $where) -}}{{- end -}}
{{- if not (dig "store" "endpoint" "" $config) -}}{{- fail (printf "config.store.endpoint: %s needs the address of the object store, as https://s3.example.org" $where) -}}{{- end -}}
{{- if not (dig "output" "bucket" "" $config) -}}{{- fail (printf "config.output.bucket: %s needs a bucket for artifacts" $where) -}}{{- end -}}

{{- $group := include "kirinuki.group" $config -}}
{{- $sources := include "kirinuki.sources" $config -}}
{{- if ne (get $groups $group | default $sources) $sources -}}
{{- fail (printf "%s: workers of the group %q read %s here and %s elsewhere; those of one config.kafka.application-id must read the same topics" $where $group $sources (get $groups $group)) -}}
{{- end -}}
{{- $_ := set $groups $group $sources -}}
{{- range $topic := splitList "," $sources -}}
{{- if ne (get $readers $topic | default $group) $group -}}
{{- fail (printf "%s: the topic %s is read by the groups %q and %q, so each of its requests would be worked on and answered twice; give one of them a topic of its own, or both the same config.kafka.application-id" $where $topic (get $readers $topic) $group) -}}
{{- end -}}
{{- $_ := set $readers $topic $group -}}
{{- end -}}
{{- range $secret := list "store.access-key" "store.secret-key" "store.session-token" "store.artifacts.access-key" "store.artifacts.secret-key" "store.artifacts.session-token" "kafka.sasl.password" -}}
{{- $at := $config -}}
{{- range $key := splitList "." $secret -}}{{- $at = ternary (get $at $key) dict (and (kindIs "map" $at) (hasKey $at $key)) -}}{{- end -}}
{{- if $at -}}{{- fail (printf "config.%s: would lie open in a ConfigMap; put it into a Secret and name that in settingFiles, as {%s-file: {secret: NAME, key: KEY}}" $secret $secret) -}}{{- end -}}
{{- end -}}
{{- if dig "kafka" "instance-id" "" $config -}}{{- fail "config.kafka.instance-id: each worker needs its own; with workers.kind StatefulSet it is the pod's name" -}}{{- end -}}

{{- $by := $set.autoscaling.by -}}
{{- $least := int $set.autoscaling.minReplicas -}}
{{- $most := int $set.autoscaling.maxReplicas -}}
{{- if ne $by "none" -}}
{{- if gt $least $most -}}{{- fail (printf "%s.autoscaling: minReplicas %d is more than maxReplicas %d" $where $least $most) -}}{{- end -}}
{{- if lt $most 1 -}}{{- fail (printf "%s.autoscaling.maxReplicas: at least 1" $where) -}}{{- end -}}
{{- if hasKey $scaled $group -}}
{{- fail (printf "%s.autoscaling: the set %s of the same group %q is scaled too; what is owed is the group's, so each would ask for workers for all of it. Scale one of them, or give them topics and groups of their own" $where (get $scaled $group) $group) -}}
{{- end -}}
{{- $_ := set $scaled $group $name -}}
{{- if and (ne $root.Values.topics.create "none") (gt $most (int $root.Values.topics.partitions)) -}}
{{- fail (printf "%s.autoscaling.maxReplicas: %d workers for %d partitions; more workers than partitions stand idle" $where $most (int $root.Values.topics.partitions)) -}}
{{- end -}}
{{- end -}}

{{- if eq $by "hpa" -}}
{{- if lt $least 1 -}}{{- fail (printf "%s.autoscaling.minReplicas: the plain HPA cannot wake workers from 0; use 1, or by: keda" $where) -}}{{- end -}}
{{- else if eq $by "keda" -}}
{{- $keda := $set.autoscaling.keda -}}
{{- if eq $keda.owedFrom "prometheus" -}}
{{- if not $keda.prometheus.serverAddress -}}{{- fail (printf "%s.autoscaling.keda.prometheus.serverAddress: needed, as http://prometheus.monitoring.svc:9090; or set owedFrom to workers" $where) -}}{{- end -}}
{{- if not (or $root.Values.monitoring.serviceMonitor.enabled $keda.prometheus.scrapesWorkers) -}}
{{- fail (printf "%s.autoscaling.keda.owedFrom: Prometheus is asked what is owed, and nothing here has it scrape the workers: set monitoring.serviceMonitor.enabled, or keda.prometheus.scrapesWorkers where it does so already" $where) -}}
{{- end -}}
{{- end -}}
{{- if and (lt $least 1) (eq $keda.owedFrom "none") -}}
{{- fail (printf "%s.autoscaling.minReplicas: 0 would strand requests. The group's lag is 0 once requests are read, with hundreds of them not answered, and KEDA would take the last worker away. Set keda.owedFrom to prometheus or workers, or minReplicas to 1" $where) -}}
{{- end -}}
{{- if and (not $keda.kafkaAuthentication) (or (dig "kafka" "encrypted" false $config) (dig "kafka" "sasl" "mechanism" "" $config)) -}}
{{- fail (printf "%s.autoscaling.keda.kafkaAuthentication: the workers use TLS or a login, so KEDA needs a TriggerAuthentication to read the lag" $where) -}}
{{- end -}}
{{- end -}}

{{- if and $set.persistence.enabled (ne $set.kind "StatefulSet") -}}
{{- fail (printf "%s.persistence: pods of a Deployment have no folders of their own; set kind to StatefulSet" $where) -}}
{{- end -}}
{{- range $set.env -}}
{{- if hasPrefix "KIRINUKI_" .name -}}
{{- fail (printf "%s.env: %s is a setting of the worker; put it into config" $where .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- if and (eq .Values.models.from "image") (not (contains "@sha256:" .Values.models.image.reference)) -}}
{{- fail "models.image.reference: name the image by its digest, as registry/models@sha256:...; with a tag workers of one set could run different models" -}}
{{- end -}}
{{- if and (eq .Values.models.from "volume") (not .Values.models.volume) -}}{{- fail "models.volume: name the volume, as {persistentVolumeClaim: {claimName: models, readOnly: true}}" -}}{{- end -}}
{{- if and (eq .Values.models.from "pull") (not .Values.models.pull) -}}{{- fail "models.pull: name the models, as [{name: u2net}]" -}}{{- end -}}
{{- if and (eq .Values.topics.create "strimzi") (not .Values.topics.strimzi.cluster) -}}{{- fail "topics.strimzi.cluster: name the Kafka cluster that the topics belong to" -}}{{- end -}}
{{- if and (eq .Values.topics.create "strimzi") (lt (int .Values.topics.replicationFactor) 1) -}}{{- fail "topics.replicationFactor: Strimzi needs a number of at least 1" -}}{{- end -}}
{{- range $name, $job := .Values.jobs -}}
{{- if and $job.set (not (hasKey $sets $job.set)) -}}{{- fail (printf "jobs.%s.set: there is no set %q" $name $job.set) -}}{{- end -}}
{{- end -}}
{{- end -}}
