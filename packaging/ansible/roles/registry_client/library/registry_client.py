#!/usr/bin/python
# Runs registry-client on the host and tells Ansible what it changed there.

DOCUMENTATION = r"""
---
module: registry_client
short_description: Set up the registries of Docker and Podman, and take that back
description:
  - Writes the configuration file of registry-client and runs C(registry-client setup --config) on the host.
  - A configuration that the program refuses is found out before anything is written. When the run fails, the earlier
    configuration file is put back. The program itself leaves the engines' files as they were.
  - Needs root, and the program on the host. The controller needs nothing.
options:
  state:
    description:
      - C(present) makes the host as I(config) says. What an earlier configuration file put in and this one does not
        name is taken out. What others wrote is not touched.
      - C(absent) takes out what configuration files put in, and removes the configuration file.
      - C(rolled_back) undoes the newest change, as C(registry-client rollback) does. A host whose newest change is
        undone already stays as it is.
      - C(original) goes back to before the first change of all.
      - Neither of the latter two touches the configuration file. The agent leaves the host alone until it changes.
    type: str
    choices: [present, absent, rolled_back, original]
    default: present
  config:
    description:
      - What the configuration file says, with its keys. See registry-client(1).
      - A certificate authority is the certificate itself, or an absolute path on the host.
    type: dict
  path:
    description: The configuration file on the host. The agent knows only the default.
    type: path
    default: /etc/registry-client/config.json5
  apply:
    description:
      - What may be done to a running engine, in place of what the configuration says. With C(restart) containers may
        stop.
    type: str
    choices: [auto, reload, restart, none]
  wait:
    description: How long to wait for another run of the program on the same host, as C(60s) or C(2m).
    type: str
    default: 60s
  executable:
    description: The program on the host, as a name or an absolute path.
    type: str
    default: registry-client
  installed_before:
    description:
      - In check mode, a program that is missing is not an error, because an earlier task of the same play would have
        installed it. The task then says changed, and warns that it cannot tell what.
    type: bool
    default: false
author: The registry-client project
"""

EXAMPLES = r"""
- name: Pull through the mirror of this site
  registry_client:
    config:
      mirror: https://docker-registry.example.com
      ca: "{{ lookup('ansible.builtin.file', 'ca.crt') }}"

- name: Undo the newest change
  registry_client:
    state: rolled_back
"""

RETURN = r"""
outcome:
  description: What the program said, C(unchanged), C(planned) or C(committed).
  returned: when the program was run
  type: str
generation:
  description: The name of the change in the program's history.
  returned: when something was changed
  type: str
engines:
  description: For each engine its name, version, whether it runs, how it was activated and whether it is in sync.
  returned: when the program was run
  type: list
  elements: dict
findings:
  description: What the program found, with code, severity, message and hint, and where there is one with its place.
  returned: when the program was run
  type: list
  elements: dict
"""

import json
import os
import re
import tempfile

from ansible.module_utils.basic import AnsibleModule

HEADER = "// Written by Ansible (role registry_client), which overwrites what is edited here.\n"

# What is there as soon as the program has changed anything, and for ever after.
STATE_FOLDER = "/var/lib/registry-client"

# What a failed run left, in front of its causes (registry-client(1), exit codes).
LEFT = {
    3: "The change failed and was undone. ",
    4: "The change failed and could not be undone completely. ",
    70: "This is a bug of registry-client. ",
    75: "Another run of registry-client is under way. ",
}


class Failure(Exception):
    """The program refused or failed; `facts` are for the result of the task."""

    def __init__(self, message, **facts):
        super().__init__(message)
        self.facts = facts


def render(config):
    """The configuration file; JSON is JSON5, and sorted keys make the same configuration the same bytes."""
    return HEADER + json.dumps(config, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def relative_certificates(config):
    """The values of `ca` that would start at the folder of the configuration file, of which a playbook knows nothing."""
    given = config.get("ca", [])
    values = given if isinstance(given, list) else [given]
    files = [(value, re.sub(r"^[^=/\s]+=", "", value)) for value in values if isinstance(value, str)]
    return [value for value, name in files if not name.lstrip().startswith(("/", "-----BEGIN "))]


def place_of(finding):
    """FILE:LINE:COLUMN as far as it is known, else the engine."""
    if "path" not in finding:
        return finding.get("engine", "")
    position = [str(finding[key]) for key in ("line", "column") if key in finding]
    return ":".join([finding["path"]] + position)


def describe(finding):
    words = [finding.get("message", finding.get("code", "")), finding.get("hint", "")]
    text = " ".join(word for word in words if word)
    place = place_of(finding)
    return "%s: %s" % (place, text) if place else text


def of_severity(report, severity):
    """The sentences of this severity, each once: two engines often have the same to say."""
    said = [describe(one) for one in report.get("findings", []) if one.get("severity") == severity]
    return list(dict.fromkeys(said))


def warnings_of(report):
    """Warnings without their engine, so that what holds for both is said once."""
    found = [one for one in report.get("findings", []) if one.get("severity") == "warning"]
    return list(dict.fromkeys(describe({k: v for k, v in one.items() if k != "engine"}) for one in found))


def changes_of(report):
    return report.get("changes", []) + [c for engine in report.get("engines", []) for c in engine["changes"]]


def differences(report):
    """The differences that the program shows; those of owner or mode alone have no lines."""
    return [
        {"prepared": change["diff"] or "%s: owner or mode\n" % change["path"]} for change in changes_of(report)
    ]


def facts_of(report):
    keys = ("engine", "version", "running", "activation", "inSync")
    return {
        "outcome": report.get("outcome"),
        "generation": report.get("id"),
        "engines": [{key: engine.get(key) for key in keys} for engine in report.get("engines", [])],
        "findings": report.get("findings", []),
    }


def read_report(code, output, errors):
    """The document of --json.

    Raises Failure for whatever is not 0 (done), or 2 (pending, with --dry-run).
    """
    try:
        report = json.loads(output)
    except ValueError:
        said = (errors or output).strip()[-2000:]
        raise Failure("registry-client ended with %d and no report: %s" % (code, said), rc=code)
    if code in (0, 2):
        return report
    causes = of_severity(report, "error") or [errors.strip()[-2000:]]
    raise Failure(LEFT.get(code, "") + "\n".join(causes), rc=code, **facts_of(report))


def is_undone(history):
    """Whether the newest change of files is a rollback, or there is none."""
    changes = [one for one in history["generations"] if one["outcome"] == "committed" and one["paths"]]
    return not changes or changes[0]["command"] == "rollback"


class Program:
    """registry-client on this host."""

    def __init__(self, module, path):
        self.module = module
        self.path = path
        self.apply = [] if module.params["apply"] is None else ["--apply", module.params["apply"]]

    def ask(self, *words):
        return read_report(*self.run(words))

    def run(self, words):
        """The exit code, what came on stdout, and on stderr."""
        locale = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        return self.module.run_command([self.path, "--json"] + list(words), environ_update=locale)

    def preview(self, *words):
        return self.ask(*words, *self.apply, "--dry-run")

    def change(self, *words):
        return self.ask(*words, *self.apply, "--yes", "--wait", self.module.params["wait"])

    def preview_config(self, text, path):
        """What this configuration would change, were it the file `path`; nothing is written beside it.

        The copy is in Ansible's own folder: the agent watches that of the configuration file.
        """
        handle, copy = tempfile.mkstemp(suffix=".json5", dir=self.module.tmpdir)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode("utf-8", "surrogateescape"))
            code, output, errors = self.run(["setup", "--config", copy] + self.apply + ["--dry-run"])
            return read_report(code, output.replace(copy, path), errors.replace(copy, path))
        finally:
            os.unlink(copy)


class ConfigFile:
    """The configuration file of this host; a symbolic link stays one."""

    def __init__(self, module):
        self.module = module
        self.path = os.path.realpath(module.params["path"])
        self.before = self.read()

    def read(self):
        """Its text; None when it is not there."""
        if not os.path.exists(self.path):
            return None
        with open(self.path, "rb") as stream:
            return stream.read().decode("utf-8", "surrogateescape")

    def write(self, text):
        """Replaces it atomically; owner and mode stay, a new one is 0644."""
        folder = os.path.dirname(self.path)
        if not os.path.isdir(folder):
            os.makedirs(folder, 0o755)
        created = not os.path.exists(self.path)
        handle, copy = tempfile.mkstemp(dir=self.module.tmpdir)
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8", "surrogateescape"))
        self.module.atomic_move(copy, self.path)
        if created:
            os.chmod(self.path, 0o644)

    def remove(self):
        if os.path.exists(self.path):
            os.unlink(self.path)

    def restore(self):
        if self.before is None:
            self.remove()
        elif self.read() != self.before:
            self.write(self.before)

    def difference(self, after):
        return {
            "before": self.before or "",
            "after": after or "",
            "before_header": self.path,
            "after_header": self.path,
        }


def result(report, file_difference=None):
    """What the task says: changed when the configuration file or the host is, or would be, another."""
    differing = [] if file_difference is None else [file_difference]
    activated = any(engine["activation"] != "none" for engine in report["engines"])
    changed = bool(differing or changes_of(report) or activated)
    return dict(facts_of(report), changed=changed, diff=differing + differences(report), report=report)


def set_up(program, config_file, wanted, after):
    """Makes the host as the text `wanted` says; `after` is what the file holds in the end, None when it goes.

    The program is asked first what it thinks of a text that is new: a refusal leaves everything as it was. What it
    then foretells is what is reported, because the agent, which the new file wakes, may be first to do it.
    """
    asked = program.module.params["path"]
    if config_file.before == wanted and after == wanted:
        if program.module.check_mode:
            return result(program.preview("setup", "--config", asked))
        return result(program.change("setup", "--config", asked))
    difference = None if config_file.before == after else config_file.difference(after)
    foretold = result(program.preview_config(wanted, asked), difference)
    if program.module.check_mode or not foretold["changed"]:
        return foretold
    try:
        config_file.write(wanted)
        done = program.change("setup", "--config", asked)
    except (Failure, OSError):
        config_file.restore()
        raise
    if after is None:
        config_file.remove()
    return dict(foretold, **facts_of(done))


def present(program, config_file):
    config = program.module.params["config"]
    relative = relative_certificates(config)
    if relative:
        raise Failure(
            "ca: %s is a relative path. Name an absolute path on the host, or hand over the certificate itself: "
            "lookup('ansible.builtin.file', FILE)." % relative[0]
        )
    wanted = render(config)
    return set_up(program, config_file, wanted, wanted)


def absent(program, config_file):
    return set_up(program, config_file, render({}), None)


def go_back(program, words):
    if program.module.check_mode:
        return result(program.preview(*words))
    return result(program.change(*words))


def rolled_back(program, config_file):
    """A second run must not undo one change more."""
    history = program.ask("history")
    if is_undone(history):
        return result(history)
    return go_back(program, ["rollback"])


def original(program, config_file):
    return go_back(program, ["rollback", "--original"])


STATES = {"present": present, "absent": absent, "rolled_back": rolled_back, "original": original}


def without_program(module, config_file):
    """What can be said of a host that does not have the program."""
    name = module.params["executable"]
    state = module.params["state"]
    never = config_file.before is None and not os.path.exists(STATE_FOLDER)
    if state != "present" and never:
        return {"changed": False, "msg": "registry-client has never been here"}
    if state == "present" and module.check_mode and module.params["installed_before"]:
        module.warn("%s is not installed yet: what it will change in the engines' files cannot be told" % name)
        wanted = render(module.params["config"])
        differing = [] if config_file.before == wanted else [config_file.difference(wanted)]
        return {"changed": True, "diff": differing}
    raise Failure("%s is not installed here (registry_client_install says how the role can do it)" % name)


def find_program(module):
    name = module.params["executable"]
    if name.startswith("/"):
        return name if os.access(name, os.X_OK) else None
    return module.get_bin_path(name, required=False, opt_dirs=["/usr/local/bin"])


def run(module):
    config_file = ConfigFile(module)
    path = find_program(module)
    if path is None:
        return without_program(module, config_file)
    return STATES[module.params["state"]](Program(module, path), config_file)


def main():
    module = AnsibleModule(
        argument_spec={
            "state": {"choices": ["present", "absent", "rolled_back", "original"], "default": "present"},
            "config": {"type": "dict"},
            "path": {"type": "path", "default": "/etc/registry-client/config.json5"},
            "apply": {"choices": ["auto", "reload", "restart", "none"]},
            "wait": {"default": "60s"},
            "executable": {"default": "registry-client"},
            "installed_before": {"type": "bool", "default": False},
        },
        required_if=[("state", "present", ["config"])],
        supports_check_mode=True,
    )
    try:
        done = run(module)
    except Failure as failure:
        module.fail_json(msg=str(failure), **failure.facts)
    except OSError as error:
        module.fail_json(msg=str(error))
    for warning in warnings_of(done.pop("report", {})):
        module.warn(warning)
    module.exit_json(**done)


if __name__ == "__main__":
    main()
