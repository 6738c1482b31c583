"""The Ansible module with a program that answers as told, on files in a throwaway folder. Needs no Ansible."""

import importlib.util
import json
import os
import shutil
import sys
import tempfile
import types
import unittest

MODULE = os.path.join(
    os.path.dirname(os.path.abspath(__file__)),
    "../../../packaging/ansible/roles/registry_client/library/registry_client.py",
)


def load():
    sys.dont_write_bytecode = True
    for name in ("ansible", "ansible.module_utils", "ansible.module_utils.basic"):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules["ansible.module_utils.basic"].AnsibleModule = object
    spec = importlib.util.spec_from_file_location("registry_client", MODULE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ours = load()

CONFIG = {"mirror": "http://nexushub.com:8001"}
DIFF = "--- a/etc/docker/daemon.json\n+++ b/etc/docker/daemon.json\n"


def answer(outcome, code=0, changes=(), findings=(), **more):
    engine = {"engine": "docker", "changes": list(changes), "activation": "none"}
    document = {"outcome": outcome, "changes": [], "engines": [engine], "findings": list(findings)}
    return code, json.dumps(dict(document, **more)), ""


EDIT = {"path": "/etc/docker/daemon.json", "kind": "edit", "diff": DIFF}
PLANNED = answer("planned", 2, [EDIT])
COMMITTED = answer("committed", 0, [EDIT], id="1")
UNCHANGED = answer("unchanged")
REFUSED = answer(
    "failed",
    1,
    findings=[
        {"severity": "error", "path": "/etc/docker/daemon.json", "line": 3, "column": 5, "message": "No.", "hint": "Do."}
    ],
)
UNDONE = answer("rolled-back", 3, findings=[{"severity": "error", "engine": "docker", "message": "It hangs."}])


class FakeModule:
    """What the module uses of AnsibleModule; `answers` are given to the runs of the program in turn."""

    def __init__(self, folder, answers, check_mode=False, **params):
        self.tmpdir = folder
        self.check_mode = check_mode
        self.answers = list(answers)
        self.commands = []
        self.warnings = []
        self.params = dict(
            {
                "state": "present",
                "config": CONFIG,
                "path": os.path.join(folder, "etc/config.json5"),
                "apply": None,
                "wait": "60s",
                "executable": sys.executable,
                "installed_before": False,
            },
            **params
        )

    def run_command(self, command, environ_update):
        self.commands.append(command[2:])
        return self.answers.pop(0)

    def atomic_move(self, source, target):
        os.rename(source, target)

    def warn(self, text):
        self.warnings.append(text)


class ModuleTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = os.path.join(self.folder, "etc/config.json5")

    def write(self, text):
        os.makedirs(os.path.dirname(self.file), exist_ok=True)
        with open(self.file, "w") as stream:
            stream.write(text)

    def read(self):
        if not os.path.exists(self.file):
            return None
        with open(self.file) as stream:
            return stream.read()

    def run_with(self, *answers, **params):
        self.module = FakeModule(self.folder, answers, **params)
        try:
            return ours.run(self.module)
        finally:
            self.assertEqual(self.module.answers, [], "the program was run less often than told")
            left = [name for name in os.listdir(self.folder) if name != "etc"]
            self.assertEqual(left, [], "temporary files are left")

    def refused(self, *answers, **params):
        with self.assertRaises(ours.Failure) as caught:
            self.run_with(*answers, **params)
        return str(caught.exception)

    def test_first_run_writes_the_file_and_sets_up(self):
        done = self.run_with(PLANNED, COMMITTED)
        self.assertTrue(done["changed"])
        self.assertEqual(done["outcome"], "committed")
        self.assertEqual(done["generation"], "1")
        self.assertEqual(done["diff"][0]["after"], ours.render(CONFIG))
        self.assertEqual(done["diff"][1:], [{"prepared": DIFF}])
        self.assertEqual(self.read(), ours.render(CONFIG))
        preview, change = self.module.commands
        self.assertEqual(preview[:2] + preview[3:], ["setup", "--config", "--dry-run"])
        self.assertEqual(change, ["setup", "--config", self.file, "--yes", "--wait", "60s"])

    def test_second_run_asks_once_and_changes_nothing(self):
        self.write(ours.render(CONFIG))
        done = self.run_with(UNCHANGED)
        self.assertFalse(done["changed"])
        self.assertEqual(done["diff"], [])

    def test_drift_is_put_right(self):
        self.write(ours.render(CONFIG))
        self.assertTrue(self.run_with(COMMITTED)["changed"])

    def test_the_agent_may_be_first(self):
        done = self.run_with(PLANNED, UNCHANGED)
        self.assertTrue(done["changed"])
        self.assertEqual(done["diff"][1:], [{"prepared": DIFF}])

    def test_check_mode_writes_nothing(self):
        done = self.run_with(PLANNED, check_mode=True)
        self.assertTrue(done["changed"])
        self.assertIsNone(self.read())
        self.write(ours.render(CONFIG))
        self.assertFalse(self.run_with(UNCHANGED, check_mode=True)["changed"])
        self.assertIn("--dry-run", self.module.commands[0])

    def test_a_refusal_leaves_everything(self):
        said = self.refused(REFUSED)
        self.assertEqual(said, "/etc/docker/daemon.json:3:5: No. Do.")
        self.assertFalse(os.path.exists(os.path.dirname(self.file)))

    def test_a_failure_puts_the_earlier_file_back(self):
        said = self.refused(PLANNED, UNDONE)
        self.assertEqual(said, "The change failed and was undone. docker: It hangs.")
        self.assertIsNone(self.read())
        self.write("// mine\n{}\n")
        os.chmod(self.file, 0o600)
        self.refused(PLANNED, UNDONE)
        self.assertEqual(self.read(), "// mine\n{}\n")

    def test_places_in_the_copy_are_those_in_the_file(self):
        class Refusing(FakeModule):
            def run_command(self, command, environ_update):
                finding = {"severity": "error", "path": command[4], "line": 3, "message": "no such key."}
                return answer("failed", 65, findings=[finding])

        with self.assertRaises(ours.Failure) as caught:
            ours.run(Refusing(self.folder, []))
        self.assertEqual(str(caught.exception), "%s:3: no such key." % self.file)
        self.assertEqual(caught.exception.facts["findings"][0]["path"], self.file)

    def test_absent_empties_sets_up_and_removes(self):
        self.write(ours.render(CONFIG))
        done = self.run_with(PLANNED, COMMITTED, state="absent", config=None)
        self.assertTrue(done["changed"])
        self.assertIsNone(self.read())
        self.assertEqual(done["diff"][0]["after"], "")
        self.assertFalse(self.run_with(UNCHANGED, state="absent", config=None)["changed"])

    def test_absent_without_a_file_takes_out_what_is_left(self):
        self.assertTrue(self.run_with(PLANNED, COMMITTED, state="absent", config=None)["changed"])
        self.assertIsNone(self.read())

    def test_a_failing_absent_keeps_the_file(self):
        self.write(ours.render(CONFIG))
        self.refused(PLANNED, UNDONE, state="absent", config=None)
        self.assertEqual(self.read(), ours.render(CONFIG))

    def test_rolled_back_undoes_once(self):
        setup = {"command": "setup", "outcome": "committed", "paths": ["/etc/hosts"]}
        failed = dict(setup, outcome="rolled-back")
        rollback = dict(setup, command="rollback")
        done = self.run_with(
            answer("unchanged", generations=[failed, setup]), COMMITTED, state="rolled_back", config=None
        )
        self.assertTrue(done["changed"])
        self.assertEqual(self.module.commands[1][0], "rollback")
        for generations in ([rollback, setup], [dict(setup, paths=[]), rollback, setup], []):
            history = answer("unchanged", generations=generations)
            self.assertFalse(self.run_with(history, state="rolled_back", config=None)["changed"])

    def test_original_without_differences_changes_nothing(self):
        done = self.run_with(answer("committed", id="7"), state="original", config=None, apply="restart")
        self.assertFalse(done["changed"])
        self.assertEqual(self.module.commands[0][:4], ["rollback", "--original", "--apply", "restart"])

    def test_without_the_program(self):
        missing = {"executable": "/nonexistent/registry-client"}
        self.assertIn("is not installed here", self.refused(**missing))
        self.assertIn("is not installed here", self.refused(check_mode=True, **missing))
        done = self.run_with(check_mode=True, installed_before=True, **missing)
        self.assertTrue(done["changed"])
        self.assertIn("cannot be told", self.module.warnings[0])

    def test_what_is_no_report(self):
        said = self.refused((127, "", "node: not found\n"))
        self.assertEqual(said, "registry-client ended with 127 and no report: node: not found")

    def test_certificates(self):
        pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        good = ["/etc/ca.crt", "a.example:5000=/etc/ca.crt", pem, "a.example=" + pem, " " + pem]
        self.assertEqual(ours.relative_certificates({"ca": good}), [])
        self.assertEqual(ours.relative_certificates({"ca": "ca.crt"}), ["ca.crt"])
        self.assertEqual(ours.relative_certificates({"ca": ["a.example=ca.crt"]}), ["a.example=ca.crt"])
        self.assertIn("ca.crt is a relative path", self.refused(config={"ca": "ca.crt"}))

    def test_warnings_are_said_once(self):
        warning = {"severity": "warning", "message": "Plain.", "hint": "Use TLS."}
        report = {"findings": [dict(warning, engine="docker"), dict(warning, engine="podman")]}
        self.assertEqual(ours.warnings_of(report), ["Plain. Use TLS."])

    def test_the_same_configuration_is_the_same_bytes(self):
        one = ours.render({"mirror": ["b", "a"], "engine": "docker"})
        self.assertEqual(one, ours.render({"engine": "docker", "mirror": ["b", "a"]}))
        self.assertEqual(json.loads(one.split("\n", 1)[1]), {"engine": "docker", "mirror": ["b", "a"]})


if __name__ == "__main__":
    unittest.main()
