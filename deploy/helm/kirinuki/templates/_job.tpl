{{/* A Job or CronJob that runs one command of the worker's image, of (dict "root" $ "name" NAME "set" SET "arguments" LIST "job" VALUES). */}}
{{- define "kirinuki.job" -}}
{{- $set := include "kirinuki.set" (dict "root" .root "name" .set) | fromYaml -}}
{{- $spec := include "kirinuki.jobSpec" (dict "root" .root "set" .set "values" $set "name" .name "arguments" .arguments "job" .job) -}}
{{- $full := printf "%s-%s" (include "kirinuki.fullname" .root) .name }}
---
apiVersion: batch/v1
{{- if .job.schedule }}
kind: CronJob
metadata:
  name: {{ $full | trunc 52 | trimSuffix "-" }}
  labels: {{- include "kirinuki.labels" .root | nindent 4 }}
spec:
  schedule: {{ .job.schedule | quote }}
  suspend: {{ default false .job.suspend }}
  # Two of the same would take the work from each other.
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec: {{- $spec | nindent 6 }}
{{- else }}
kind: Job
metadata:
  # A Job cannot be changed: another one has another name.
  name: {{ printf "%s-%s" ($full | trunc 52 | trimSuffix "-") (printf "%s %s" $spec (toYaml $set.config) | sha256sum | trunc 8) }}
  labels: {{- include "kirinuki.labels" .root | nindent 4 }}
spec:
  suspend: {{ default false .job.suspend }}
  {{- $spec | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "kirinuki.jobSpec" -}}
# A replay or redrive that is begun again would be another one; what was interrupted is resumed by its id.
backoffLimit: {{ default 0 .job.retries }}
ttlSecondsAfterFinished: {{ default 604800 .job.keepSeconds }}
{{- with .job.deadlineSeconds }}
activeDeadlineSeconds: {{ . }}
{{- end }}
template:
  metadata:
    labels:
      # Not the workers' own: no Service, budget or set is to count it.
      app.kubernetes.io/name: {{ include "kirinuki.name" .root }}-job
      app.kubernetes.io/instance: {{ .root.Release.Name }}
      app.kubernetes.io/component: {{ .name }}
  spec:
    restartPolicy: Never
    serviceAccountName: {{ include "kirinuki.serviceAccount" .root }}
    automountServiceAccountToken: {{ .root.Values.serviceAccount.automountToken }}
    enableServiceLinks: false
    {{- with .root.Values.image.pullSecrets }}
    imagePullSecrets: {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext: {{- include "kirinuki.podSecurity" .root | nindent 6 }}
    containers:
      - name: job
        image: {{ include "kirinuki.image" (dict "root" .root "image" .values.image) }}
        imagePullPolicy: {{ default .root.Values.image.pullPolicy .values.image.pullPolicy }}
        args:
          {{- range .arguments }}
          - {{ . | quote }}
          {{- end }}
        resources:
          {{- if .job.resources }}
          {{- toYaml .job.resources | nindent 10 }}
          {{- else }}
          requests: {cpu: 100m, memory: 512Mi}
          limits: {memory: 512Mi}
          {{- end }}
        terminationMessagePolicy: FallbackToLogsOnError
        securityContext: {{- include "kirinuki.containerSecurity" .root | nindent 10 }}
        volumeMounts:
          {{- include "kirinuki.mounts" .root | nindent 10 }}
    volumes:
      {{- include "kirinuki.volumes" (dict "root" .root "name" .set "size" .values.stateSize) | nindent 6 }}
{{- end -}}
