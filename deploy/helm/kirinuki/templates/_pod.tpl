{{/* What the containers of workers and of jobs have in common. */}}

{{- define "kirinuki.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.podSecurity.runAsUser }}
runAsGroup: {{ .Values.podSecurity.runAsGroup }}
fsGroup: {{ .Values.podSecurity.fsGroup }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "kirinuki.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "kirinuki.mounts" -}}
- {name: config, mountPath: /etc/kirinuki, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- end -}}

{{- define "kirinuki.modelsMount" -}}
{{- if ne .Values.models.from "worker" }}
- name: models
  mountPath: /models
  {{- if ne .Values.models.from "pull" }}
  readOnly: true
  {{- with .Values.models.subPath }}
  subPath: {{ . }}
  {{- end }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* One folder of settings and of files that they name, of (dict "root" $ "name" SET "size" SIZE). */}}
{{- define "kirinuki.volumes" -}}
- name: config
  projected:
    defaultMode: 0440
    sources:
      - configMap: {name: {{ include "kirinuki.fullname" .root }}-{{ .name }}}
      {{- if or .root.Values.pipelines .root.Values.rules .root.Values.models.catalogue }}
      - configMap: {name: {{ include "kirinuki.fullname" .root }}-shared}
      {{- end }}
      {{- range $setting, $file := .root.Values.settingFiles }}
      {{- if $file.secret }}
      - secret: {name: {{ $file.secret }}, items: [{key: {{ $file.key }}, path: files/{{ $setting }}}]}
      {{- else }}
      - configMap: {name: {{ $file.configMap }}, items: [{key: {{ $file.key }}, path: files/{{ $setting }}}]}
      {{- end }}
      {{- end }}
- name: tmp
  emptyDir: {sizeLimit: {{ .size }}}
{{- end -}}

{{- define "kirinuki.modelsVolume" -}}
{{- if eq .Values.models.from "image" }}
- name: models
  image: {reference: {{ .Values.models.image.reference }}, pullPolicy: {{ .Values.models.image.pullPolicy }}}
{{- else if eq .Values.models.from "volume" }}
- name: models
  {{- toYaml .Values.models.volume | nindent 2 }}
{{- else if eq .Values.models.from "pull" }}
- name: models
  emptyDir: {}
{{- end }}
{{- end -}}

{{/* The pod of a set, of (dict "root" $ "name" NAME "set" SET). */}}
{{- define "kirinuki.pod" -}}
{{- $root := .root -}}
{{- $set := .set -}}
{{- $image := include "kirinuki.image" (dict "root" $root "image" $set.image) -}}
{{- $pullPolicy := default $root.Values.image.pullPolicy $set.image.pullPolicy -}}
metadata:
  labels:
    {{- include "kirinuki.selectorOfSet" (dict "root" $root "name" .name) | nindent 4 }}
    {{- with $set.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # Workers read their settings at the start: pods with others are other pods.
    kirinuki/settings: {{ printf "%s %s %s %s" (toYaml $set.config) (toYaml $root.Values.pipelines) (toYaml $root.Values.rules) (toYaml $root.Values.models) | sha256sum | trunc 16 | quote }}
    {{- with $set.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "kirinuki.serviceAccount" $root }}
  automountServiceAccountToken: {{ $root.Values.serviceAccount.automountToken }}
  # A Service would else become variables that begin with its name, and KIRINUKI_ is for settings.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ add (int $set.stopSeconds) 10 }}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $set.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $set.runtimeClassName }}
  runtimeClassName: {{ . }}
  {{- end }}
  securityContext: {{- include "kirinuki.podSecurity" $root | nindent 4 }}
  {{- if eq $root.Values.models.from "pull" }}
  initContainers:
    {{- range $root.Values.models.pull }}
    - name: {{ printf "pull-%s" .name | replace "_" "-" | replace "." "-" | lower | trunc 63 | trimSuffix "-" }}
      image: {{ $image }}
      imagePullPolicy: {{ $pullPolicy }}
      args:
        - models
        - pull
        - {{ .name | quote }}
        {{- with .version }}
        - --version
        - {{ . | quote }}
        {{- end }}
        {{- if .acceptLicence }}
        - --accept-licence
        {{- end }}
        - --directory
        - /models
        - --config
        - /etc/kirinuki/kirinuki.yaml
      terminationMessagePolicy: FallbackToLogsOnError
      resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 1Gi}}
      securityContext: {{- include "kirinuki.containerSecurity" $root | nindent 8 }}
      volumeMounts:
        {{- include "kirinuki.mounts" $root | nindent 8 }}
        {{- with include "kirinuki.modelsMount" $root }}
        {{- . | trim | nindent 8 }}
        {{- end }}
    {{- end }}
  {{- end }}
  containers:
    - name: worker
      image: {{ $image }}
      imagePullPolicy: {{ $pullPolicy }}
      args: [worker, --config, /etc/kirinuki/kirinuki.yaml]
      env:
        # These hide what the image says.
        {{- if ne $root.Values.models.from "worker" }}
        - {name: KIRINUKI_MODELS_DIRECTORY, value: /models}
        {{- end }}
        {{- if eq $set.kind "StatefulSet" }}
        - {name: KIRINUKI_KAFKA_INSTANCE_ID, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        {{- end }}
        - {name: LOG_FORMAT, value: {{ $set.logFormat }}}
        {{- with $set.javaOptions }}
        - {name: JDK_JAVA_OPTIONS, value: {{ . | quote }}}
        {{- end }}
        {{- with $set.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - {name: http, containerPort: 8080}
        {{- with include "kirinuki.door" $set.config }}
        - {name: door, containerPort: {{ . }}}
        {{- end }}
      resources: {{- toYaml $set.resources | nindent 8 }}
      # Why a worker cannot start is the end of its log: so it stands in the pod's status too.
      terminationMessagePolicy: FallbackToLogsOnError
      securityContext: {{- include "kirinuki.containerSecurity" $root | nindent 8 }}
      startupProbe:
        httpGet: {path: /startupz, port: http}
        periodSeconds: 2
        timeoutSeconds: 3
        failureThreshold: {{ div (add (int $set.startup.seconds) 1) 2 }}
      livenessProbe:
        httpGet: {path: /livez, port: http}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: {path: /readyz, port: http}
        periodSeconds: 5
        timeoutSeconds: 3
      volumeMounts:
        {{- include "kirinuki.mounts" $root | nindent 8 }}
        - {name: state, mountPath: /var/lib/kirinuki}
        {{- with include "kirinuki.modelsMount" $root }}
        {{- . | trim | nindent 8 }}
        {{- end }}
  volumes:
    {{- include "kirinuki.volumes" (dict "root" $root "name" .name "size" $set.stateSize) | nindent 4 }}
    {{- if not $set.persistence.enabled }}
    - name: state
      emptyDir: {sizeLimit: {{ $set.stateSize }}}
    {{- end }}
    {{- with include "kirinuki.modelsVolume" $root }}
    {{- . | trim | nindent 4 }}
    {{- end }}
  {{- with $set.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $set.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $set.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- if $set.topologySpreadConstraints }}
    {{- toYaml $set.topologySpreadConstraints | nindent 4 }}
    {{- else }}
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "kirinuki.selectorOfSet" (dict "root" $root "name" .name) | nindent 10 }}
    {{- end }}
{{- end -}}
