"""Reads a folder of forms with Apache Spark and with one process, and compares what both say.

    python3 -m venv venv && venv/bin/pip install pyspark          # needs a Java runtime, 17 or later
    cargo build --release -p shenbao-cli
    cargo run -p shenbao-cli --example forms -- /tmp/many 2000
    venv/bin/python compare/spark.py target/release/shenbao /tmp/many/in

Spark's workers start the program once for each partition, write the names of its files to it line by line, and take a
line of JSON for each declaration and for each file that fails.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession

ENDINGS = {".docx", ".docm", ".dotx", ".dotm", ".doc", ".wps", ".txt"}


def main(program: str, folder: str) -> None:
    program = os.path.abspath(program)
    names = sorted(str(path) for path in Path(folder).rglob("*") if path.suffix.lower() in ENDINGS)
    command = [program, "extract", "--files-from", "-", "--errors-as-lines", "--lang", "en"]

    start = time.perf_counter()
    alone = subprocess.run(command, input="\n".join(names) + "\n", capture_output=True, text=True, check=True)
    alone_time = time.perf_counter() - start
    expected = alone.stdout.splitlines()

    spark = SparkSession.builder.master("local[2]").appName("shenbao").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # One thread each: Spark divides the work already. checkCode: an exit status other than 0 is an error of the job.
    pipe = " ".join([*command, "--jobs", "1"])
    start = time.perf_counter()
    lines = spark.sparkContext.parallelize(names, 8).pipe(pipe, checkCode=True)
    found = lines.collect()
    spark_time = time.perf_counter() - start
    table = spark.read.json(spark.sparkContext.parallelize(found))
    table.createOrReplaceTempView("lines")
    years = spark.sql(
        "SELECT declaration.year, count(*) AS declarations FROM lines WHERE declaration IS NOT NULL"
        " GROUP BY 1 ORDER BY 1"
    ).collect()
    spark.stop()

    answered = {json.loads(line)["source"]["path"] for line in found}
    failed = sum("error" in json.loads(line) for line in found)
    print(f"{len(names)} files, {len(found)} lines, {failed} of them errors")
    print(f"one process {alone_time:.2f} s, Spark {spark_time:.2f} s")
    print("declarations by year:", {row["year"]: row["declarations"] for row in years})
    if answered != set(names):
        sys.exit(f"{len(set(names) - answered)} files have no answer")
    # Partitions keep the order of the names, and the program keeps that of its own.
    if found != expected:
        sys.exit("Spark and the single process differ")
    print("the same, line by line")


if __name__ == "__main__":
    main(*sys.argv[1:])
