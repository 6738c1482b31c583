// Why a goal is not reached where it cannot be, by the goal's id: what stands in docs/benchmarks.md when it is missed.

const MODULES =
  'Node.js 20 compiles the modules of the program anew in every run, and loads some sixty of its own for them: with a cache of ' +
  'compiled code, which it does not have for such modules, half of the time would be left (measured). Hosts get the executable.';

const LOADING =
  'beyond the start (--version) it loads the engines, both formats and reads the records, and that is more than half of its time. What it might do without of it (the configuration file of ours, an engine that is not there) has not been tried.';

const NOTHING =
  'the floor is the start, flock, systemctl show (so that a stopped Docker is not woken) and one GET /info: two processes and one answer of the daemon, where docker info is one process and that answer. What the agent does, to remember what it saw, would not be the word of the engine.';

const STATUS = `${NOTHING} status runs docker info itself, too, because people look there.`;

const PARSING =
  'one reading of 1,000 tables by toml-eslint-parser, which keeps the place of everything, takes longer than all the rest for 10. Each state ' +
  'of the text is read once; a change has three, and its second reading by another parser comes on top.';

const HISTORY =
  'every change records the whole stack of those in force, so that any one of them can be understood when others are damaged: with a ' +
  'thousand in force, none undone, the records grow with the square. Changes older than 90 days beyond the newest 20 are taken away.';

const GAP =
  'every question was answered, and nothing was stopped or restarted: a single gap came out a little above the longest of the dry runs, ' +
  'which change nothing.';

export const REASONS: Readonly<Record<string, string>> = {
  'start --version Node.js':
    'an empty module file alone is at 1.1 to 1.2; three small files of ours are read and compiled.',
  'start status --root executable': LOADING,
  'start status --root Node.js': MODULES,
  'rollback executable shell script':
    'a list that goes has to be emptied first and taken out after the reload (moby#36632): one more durable replacement, and one more inspection.',
  'rollback Node.js shell script': MODULES,
  'setup Node.js shell script': MODULES,
  'nothing setup, executable': NOTHING,
  'nothing setup, Node.js': MODULES,
  'nothing status, executable': STATUS,
  'nothing status, Node.js': MODULES,
  'growth registries.conf flat': PARSING,
  'growth daemon.json flat':
    'a thousand entries are some tens of milliseconds beside a run of about as long; the growth is linear.',
  'growth history twice': HISTORY,
  'outage setup, executable': GAP,
  'outage setup, Node.js': GAP,
  'outage rollback, executable': GAP,
  'outage rollback, Node.js': GAP,
};
