// A played machine: its disk, its engines, its clock. Every case of a campaign starts from a copy of one.

import type { EngineTruth } from '../checker.ts';
import { REGISTRIES_CONF, type Scenario, type SeedFile } from '../scenarios.ts';
import type { Tree } from '../tree.ts';
import { plant, plantFolder } from './disk.ts';
import { type CutChoice, DiskState } from './disk-state.ts';
import { DOCKER_FILE, DOCKER_PID, DOCKER_SOCKET, DockerModel } from './docker.ts';
import { type PodmanFiles, PodmanModel } from './podman.ts';

/** What a campaign looks at: all that a change could touch by right or by mistake. */
const TOPS = ['/etc', '/var', '/root', '/srv'] as const;
const DROP_INS = '/etc/containers/registries.conf.d';
/** Later than the certificates of the scenarios begin. */
const START = Date.UTC(2026, 5, 1);

export class Machine {
  readonly disk: DiskState;
  readonly docker: DockerModel | undefined;
  readonly podman: PodmanModel | undefined;
  /** Milliseconds since 1970, and since the boot. */
  now: number;
  monotonic: number;
  boots: number;
  /** Of random names: no two processes get the same. */
  names: number;
  private readonly hasService: boolean;

  private constructor(
    disk: DiskState,
    docker: DockerModel | undefined,
    podman: PodmanModel | undefined,
    hasService: boolean,
    clock: {
      readonly now: number;
      readonly monotonic: number;
      readonly names: number;
      readonly boots: number;
    },
  ) {
    this.disk = disk;
    this.docker = docker;
    this.podman = podman;
    this.hasService = hasService;
    this.now = clock.now;
    this.monotonic = clock.monotonic;
    this.names = clock.names;
    this.boots = clock.boots;
  }

  static of(scenario: Scenario): Machine {
    const { docker, podman } = scenario.engines;
    const disk = DiskState.empty();
    for (const folder of [
      '/etc',
      '/var/lib',
      '/root',
      '/srv',
      '/run/systemd/system',
      ...scenario.directories,
    ])
      plantFolder(disk, folder);
    for (const [path, file] of Object.entries(scenario.files)) plantText(disk, path, file);
    if (docker !== undefined) {
      plantText(disk, '/usr/bin/dockerd', { text: '', mode: 0o755 });
      plantDaemon(disk);
    }
    if (podman !== undefined) plantText(disk, '/usr/bin/podman', { text: '', mode: 0o755 });
    plantText(disk, '/usr/bin/systemctl', { text: '', mode: 0o755 });
    plantText(disk, '/proc/self/mountinfo', '1 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
    disk.syncAll();
    const machine = new Machine(
      disk,
      docker === undefined ? undefined : new DockerModel(docker.ignoresReload === true),
      podman === undefined ? undefined : new PodmanModel(),
      podman?.service === true,
      { now: START, monotonic: 0, names: 0, boots: 1 },
    );
    machine.startEngines();
    return machine;
  }

  copy(): Machine {
    const { disk, docker, podman, now, monotonic, names, boots } = this;
    const clock = { now, monotonic, names, boots };
    return new Machine(disk.copy(), docker?.copy(), podman?.copy(), this.hasService, clock);
  }

  /** The machine after the power was cut and came back: the engines start with the files that they find. */
  afterPowerCut(choice: CutChoice): Machine {
    const { docker, podman, now, names } = this;
    const clock = { now, monotonic: 0, names, boots: this.boots + 1 };
    const booted = new Machine(this.disk.cut(choice), docker?.copy(), podman?.copy(), this.hasService, clock);
    booted.startEngines();
    return booted;
  }

  private startEngines(): void {
    this.docker?.start(this.dockerFile());
    this.showProcesses();
    if (this.hasService) this.podman?.startService(this.podmanFiles());
  }

  /** dockerd crashes. */
  crashDocker(): void {
    this.docker?.fall();
    this.showProcesses();
  }

  /** Brings /proc up to date with what became of dockerd. */
  showProcesses(): void {
    const process = `/proc/${DOCKER_PID}`;
    const isThere = this.disk.find(process) !== undefined;
    const runs = this.docker?.running === true;
    const directory = this.disk.find('/proc');
    if (runs === isThere || directory === undefined) return;
    if (runs) plantDaemon(this.disk);
    else this.disk.setEntries([{ directory, name: String(DOCKER_PID), inode: undefined }]);
  }

  tree(): Tree {
    return this.disk.tree(TOPS);
  }

  truths(): readonly EngineTruth[] {
    return [
      ...(this.docker === undefined ? [] : [this.docker.truth(this.dockerFile())]),
      ...(this.podman?.truth(this.podmanFiles()) ?? []),
    ];
  }

  /** What an editor does that writes a new file and renames it over the old one, as most do. */
  edit(path: string, change: (text: string) => string): void {
    const id = this.disk.find(path);
    const text = change(this.text(path) ?? '');
    const { mode, uid, gid } = id === undefined ? { mode: 0o644, uid: 0, gid: 0 } : this.disk.get(id);
    plant(this.disk, path, { kind: 'file', mode, uid, gid, bytes: new TextEncoder().encode(text) });
  }

  /** What `echo >>` does: the file stays the same one. */
  editInPlace(path: string, change: (text: string) => string): void {
    const id = this.disk.find(path);
    if (id === undefined) return;
    this.disk.change(id, { bytes: new TextEncoder().encode(change(this.text(path) ?? '')) });
  }

  /** What a bad disk does; undefined: the file is gone. */
  damage(path: string, bytes: Uint8Array | undefined): void {
    const id = this.disk.find(path);
    const directory = this.disk.find(path.slice(0, path.lastIndexOf('/')));
    if (id === undefined || directory === undefined) throw new Error(`the model has no ${path}`);
    if (bytes !== undefined) this.disk.change(id, { bytes });
    else {
      const name = path.slice(path.lastIndexOf('/') + 1);
      this.disk.setEntries([{ directory, name, inode: undefined }]);
    }
    this.disk.syncAll();
  }

  text(path: string): string | undefined {
    const id = this.disk.find(path);
    return id === undefined ? undefined : new TextDecoder().decode(this.disk.get(id).bytes);
  }

  dockerFile(): string | undefined {
    return this.text(DOCKER_FILE);
  }

  podmanFiles(main = this.text(REGISTRIES_CONF)): PodmanFiles {
    const folder = this.disk.find(DROP_INS);
    const names = folder === undefined ? [] : [...this.disk.get(folder).entries.keys()];
    const dropIns = names
      .filter((name) => name.endsWith('.conf'))
      .sort()
      .map((name) => this.text(`${DROP_INS}/${name}`) ?? '');
    return { main, dropIns };
  }
}

function plantText(disk: DiskState, path: string, file: SeedFile): void {
  const { text, mode = 0o644, uid = 0, gid = 0 } = typeof file === 'string' ? { text: file } : file;
  plant(disk, path, { kind: 'file', mode, uid, gid, bytes: new TextEncoder().encode(text) });
}

function plantDaemon(disk: DiskState): void {
  const process = `/proc/${DOCKER_PID}`;
  plantText(disk, `${process}/comm`, 'dockerd\n');
  plantText(disk, `${process}/cmdline`, '/usr/bin/dockerd\0-H\0fd://\0');
  plantText(disk, `${process}/status`, `Name:\tdockerd\nUid:\t0\t0\t0\t0\nNSpid:\t${DOCKER_PID}\n`);
  plantText(disk, `${process}/environ`, '');
  plant(disk, `${process}/cwd`, { kind: 'symlink', mode: 0o777, target: '/' });
  plant(disk, DOCKER_SOCKET, { kind: 'socket', mode: 0o660 });
}
