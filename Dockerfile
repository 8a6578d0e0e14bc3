# kiwoom-balance-sync: an image of a Java 25 with the modules it needs, the service and a cache for its start. See docs/docker.md.

# --- Java: jlink takes the modules out of the JDK -------------------------------------------------------------------------------
FROM maven:3.9-eclipse-temurin-25 AS java
# java.se is all of the standard; the rest is for Netty's sun.misc.Unsafe, DNS, TLS, the HTTP client, metrics and flight recordings; see ImageModulesIT
RUN jlink --add-modules java.se,jdk.unsupported,jdk.management,jdk.naming.dns,jdk.crypto.ec,jdk.net,jdk.jfr,jdk.zipfs \
      --no-header-files --no-man-pages --compress zip-6 --output /opt/jre

# --- Maven: first what pom.xml names, then the sources ---------------------------------------------------------------------------
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml .
COPY .mvn .mvn
RUN mvn -B -ntp -Dmaven.test.skip=true -Dassembly.skipAssembly=true package && rm target/*.jar
COPY src/main src/main
COPY routes routes
RUN mvn -B -ntp -Dmaven.test.skip=true -Dassembly.skipAssembly=true package

# --- Everything but the cache ----------------------------------------------------------------------------------------------------
FROM debian:13-slim AS service
ENV LANG=C.UTF-8 PATH=/opt/jre/bin:$PATH
RUN groupadd --gid 10001 balance && useradd --uid 10001 --gid balance --no-create-home --home-dir /data --shell /usr/sbin/nologin balance \
    && install --directory --owner balance --group balance /data
COPY --from=java /opt/jre /opt/jre
WORKDIR /app
COPY docker/healthcheck.sh /usr/local/bin/healthcheck
COPY --chmod=755 docker/command.sh /usr/local/bin/doctor
COPY --chmod=755 docker/command.sh /usr/local/bin/notify
COPY --from=build /build/target/lib lib
COPY jvm.options jvm-many.options docker/image.options application.properties ./
COPY routes routes
COPY --from=build /build/target/kiwoom-balance-sync.jar .

# --- The cache: one run against the simulator, without a database ----------------------------------------------------------------
FROM service AS trained
COPY docker/train.sh /tmp/train.sh
RUN bash /tmp/train.sh /tmp/balance-sync.aot

# --- The image -------------------------------------------------------------------------------------------------------------------
FROM service
COPY --from=trained /tmp/balance-sync.aot .
# one heap of the C library: each of its others keeps what a thread once freed
ENV DATA_DIR=/data LOG_DIR=/data/log MALLOC_ARENA_MAX=1
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["bash", "/usr/local/bin/healthcheck"]
ENTRYPOINT ["java", "@jvm.options", "@image.options", "-XX:AOTCache=balance-sync.aot", "-jar", "kiwoom-balance-sync.jar"]
CMD ["run"]
