# predict in a container: nothing but the program and the libraries it needs, and
# a user who is not root. docs/packaging.md says how to run it.
ARG GO=golang:1.26-bookworm

FROM ${GO} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=devel
RUN CGO_ENABLED=1 go build -trimpath -buildmode=pie \
      -ldflags "-s -w -extldflags '-Wl,-z,relro,-z,now' -X main.version=${VERSION}" \
      -o /out/usr/bin/predict ./cmd/predict && \
    go run ./scripts/sbom copyright ./cmd/predict >/out/copyright && \
    scripts/container-root /out/usr/bin/predict /out/copyright /root-of-image

FROM scratch
COPY --from=build /root-of-image/ /
USER 65532:65532
ENV HOME=/state TMPDIR=/tmp
WORKDIR /state
VOLUME ["/state"]
ENTRYPOINT ["/usr/bin/predict"]
CMD ["run", "-q", "-c", "/etc/predict/predict.yaml"]
