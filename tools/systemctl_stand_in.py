#!/usr/bin/python3
"""In place of systemctl where there is no systemd: runs what a unit file says, as whom it says, and nothing more."""

import os
import pathlib
import signal
import subprocess
import sys
import time

UNITS = pathlib.Path("/etc/systemd/system")
RUNNING = pathlib.Path("/run/stand-in")


def lines(unit: str) -> list[tuple[str, str]]:
    text = (UNITS / unit).read_text()
    return [
        (name, value)
        for line in text.splitlines()
        if (name := line.partition("=")[0]) and (value := line.partition("=")[2])
    ]


def start(unit: str) -> None:
    said = dict(lines(unit))
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    for line in pathlib.Path(said["EnvironmentFile"]).read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            environment[name] = value
    for name, command in lines(unit):
        if name != "ExecStart":
            continue
        words = ["runuser", "-u", said["User"], "--", *command.split()]
        if said["Type"] == "oneshot":
            subprocess.run(words, env=environment, check=True)
            continue
        RUNNING.mkdir(exist_ok=True)
        log = (RUNNING / f"{unit}.log").open("w")
        begun = subprocess.Popen(words, env=environment, stdout=log, stderr=log, start_new_session=True)
        time.sleep(8)
        if begun.poll() is not None:
            sys.exit((RUNNING / f"{unit}.log").read_text())
        (RUNNING / unit).write_text(str(begun.pid))


def stop(unit: str) -> None:
    os.killpg(int((RUNNING / unit).read_text()), signal.SIGTERM)
    time.sleep(3)


def main(words: list[str]) -> None:
    verb, *units = [word for word in words if word != "--now"]
    if verb == "daemon-reload":
        return
    for unit in units:
        if unit.endswith(".timer"):
            print(f"{unit}: not started, there is no systemd here")
        elif unit == "postgresql":
            cluster = subprocess.run(["pg_lsclusters", "-h"], check=True, capture_output=True, text=True).stdout.split()
            subprocess.run(["pg_ctlcluster", *cluster[:2], "start"], check=True)
        elif unit == "nginx":
            subprocess.run(["nginx"], check=True)
        else:
            {"enable": start, "start": start, "stop": stop}[verb](unit)


main(sys.argv[1:])
