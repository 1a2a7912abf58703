"""Validates JSON documents against a schema file with the python3-jsonschema package.

usage: json_schema_judge.py SCHEMA < JSON list of documents; prints a JSON list, one list of complaints per document.
A complaint is the place and the schema rule, never the value.
"""

import json
import sys

import jsonschema


def complaints(validator, document):
    errors = sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.absolute_path)))
    return [
        "/" + "/".join(map(str, error.absolute_path)) + ": " + "/".join(map(str, error.absolute_schema_path))
        for error in errors
    ]


def main(schema_path):
    with open(schema_path, encoding="utf-8") as source:
        schema = json.load(source)
    judge = jsonschema.validators.validator_for(schema)
    judge.check_schema(schema)
    validator = judge(schema, format_checker=judge.FORMAT_CHECKER)
    print(json.dumps([complaints(validator, document) for document in json.load(sys.stdin)]))


main(sys.argv[1])
