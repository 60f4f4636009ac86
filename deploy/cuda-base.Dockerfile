# A base for deploy/Dockerfile with CUDA 12 and cuDNN 9, which ONNX Runtime's CUDA build links to, and Java:
#   docker build -f deploy/cuda-base.Dockerfile -t kirinuki-cuda-base deploy
ARG JRE_IMAGE=eclipse-temurin:21-jre
ARG CUDA_IMAGE=nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04
FROM ${JRE_IMAGE} AS jre

FROM ${CUDA_IMAGE}
COPY --from=jre /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:${PATH}
