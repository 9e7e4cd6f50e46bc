"""A real cluster of Apache Spark on this machine, for tests: a master and two workers, or the reason why not."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_WORKERS: Final = 2
_SECONDS: Final = 180
_SHORT_LIVED: Final = (
    "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote "
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
)
"""What lives for a minute is better not compiled for ever, and what came from PyPI is not looked at again."""
# A statement over a few hundred rows costs what is planned and compiled for it: none of that is done twice.
_DEFAULTS: Final = f"""\
spark.master.rest.enabled false
spark.driver.extraJavaOptions {_SHORT_LIVED}
spark.executor.extraJavaOptions {_SHORT_LIVED}
spark.executor.memory 512m
spark.driver.memory 512m
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.sql.shuffle.partitions 1
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""


def why_no_spark() -> str:
    """Say what lacks for a cluster, nothing where one can be started."""
    java = os.environ.get("JAVA_HOME")
    if not java and shutil.which("java") is None:
        return "needs Java 17 (apt-get install openjdk-17-jre-headless)"
    return ""


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a master and its workers, give the master's address, and stop them."""
    environment = _environment(folder)
    os.environ |= {name: environment[name] for name in ("SPARK_CONF_DIR", "SPARK_LOCAL_IP")}
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    log = folder / "master.log"
    started = [
        _start(environment, log, "master.Master", "--host", "127.0.0.1", "--port", str(port))
    ]
    try:
        for number in range(_WORKERS):
            where = ("--host", "127.0.0.1", "--cores", "1", "--memory", "640m", address)
            log_of_worker = folder / f"worker{number}.log"
            started.append(_start(environment, log_of_worker, "worker.Worker", *where))
        _wait_for_workers(log)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait()


def _environment(folder: Path) -> dict[str, str]:
    import pyspark

    settings = folder / "conf"
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(_DEFAULTS, encoding="utf-8")
    return {
        **os.environ,
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_CONF_DIR": str(settings),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": _SHORT_LIVED,
    }


def _start(
    environment: dict[str, str], log: Path, kind: str, *said: str
) -> subprocess.Popen[bytes]:
    program = Path(environment["SPARK_HOME"]) / "bin" / "spark-class"
    command = [str(program), f"org.apache.spark.deploy.{kind}", "--webui-port", "0", *said]
    with log.open("wb") as file:
        return subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)


def _wait_for_workers(log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while len(re.findall("Registering worker", log.read_text(encoding="utf-8"))) < _WORKERS:
        if time.monotonic() > end:
            raise TimeoutError(f"no {_WORKERS} workers: {log.read_text(encoding='utf-8')[-2000:]}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
