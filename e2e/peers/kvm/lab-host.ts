import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../server/testing/require-peer'
import { type CommandResult, run, tryRun } from './command'
import { LOCAL, SHARED } from './domain-xml'
import { type LabGround, plugIn, unplug } from './lab-ground'

/** An account that may sign in and use nothing. */
export const VISITOR = 'visitor'

export interface LabKeys {
  /** Private key files: what people sign in with, and what each host shows. */
  readonly client: string
  readonly hosts: readonly string[]
  readonly password: string
}

export interface LabHost {
  readonly state: string
  start(): Promise<void>
  /** The power is cut. */
  kill(): Promise<void>
  isOn(): boolean
  exec(program: string, ...args: string[]): Promise<CommandResult>
}

const firstLine = (file: string): string => readFileSync(file, 'utf8').trim()

const writeFiles = (state: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, content] of Object.entries(files)) {
    const file = join(state, name)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, content)
  }
}

const withoutAccounts = (file: string): string => {
  const names = ['root:', `${VISITOR}:`]
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !names.some((name) => line.startsWith(name)))
    .map((line) => `${line}\n`)
    .join('')
}

/** What one finds on a host's disk before its first start. */
const install = async (ground: LabGround, index: number, count: number, keys: LabKeys, state: string): Promise<void> => {
  const address = ground.address(index)
  const all = Array.from({ length: count }, (_, host) => host)
  const hash = (await run('openssl', 'passwd', '-6', keys.password)).trim()
  const publicKey = firstLine(`${keys.client}.pub`)
  const knownHosts = all.map((host) => `${ground.address(host)} ${firstLine(`${keys.hosts[host]}.pub`)}\n`).join('')
  writeFiles(state, {
    'etc/passwd': `root:x:0:0:root:/root:/bin/bash\n${VISITOR}:x:4711:4711::/home/${VISITOR}:/bin/sh\n${withoutAccounts('/etc/passwd')}`,
    'etc/shadow': `root:${hash}:19000:0:99999:7:::\n${VISITOR}:${hash}:19000:0:99999:7:::\n${withoutAccounts('/etc/shadow')}`,
    'etc/hosts': `127.0.0.1 localhost\n${all.map((host) => `${ground.address(host)} kvm${host}\n`).join('')}`,
    'root/.ssh/authorized_keys': `${publicKey}\n`,
    'root/.ssh/known_hosts': knownHosts,
    [`home/${VISITOR}/.ssh/authorized_keys`]: `${publicKey}\n`,
    'etc/libvirt/libvirt.conf': '',
    'etc/libvirt/libvirtd.conf': [
      'listen_tls = 0',
      'listen_tcp = 1',
      `listen_addr = "${address}"`,
      'auth_tcp = "none"',
      'auth_unix_rw = "none"',
      'unix_sock_rw_perms = "0700"',
      `host_uuid = "7e57ab1e-0000-4000-8000-0000000000${String(10 + index)}"`,
      '',
    ].join('\n'),
    'etc/libvirt/qemu.conf': [
      'user = "root"',
      'group = "root"',
      'security_driver = "none"',
      'cgroup_controllers = []',
      'namespaces = []',
      'remember_owner = 0',
      'stdio_handler = "file"',
      `migration_address = "${address}"`,
      `migration_host = "${address}"`,
      '',
    ].join('\n'),
    sshd_config: [
      `ListenAddress ${address}`,
      `HostKey ${keys.hosts[index]}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'MaxStartups 100:30:200',
      '',
    ].join('\n'),
  })
  copyFileSync(keys.client, join(state, 'root/.ssh/id_ed25519'))
  chmodSync(join(state, 'root/.ssh/id_ed25519'), 0o600)
  chmodSync(join(state, 'etc/shadow'), 0o600)
}

/** One "machine": its own libvirtd, QEMU, sshd and processes, on its own place in the lab's network. */
export const labHost = async (ground: LabGround, index: number, count: number, keys: LabKeys): Promise<LabHost> => {
  const state = join(ground.folder, `host${index}`)
  await install(ground, index, count, keys, state)
  let machine: ChildProcess | null = null
  let off: Promise<void> = Promise.resolve()

  const firstProcess = (): string | null => {
    const file = `/proc/${machine?.pid}/task/${machine?.pid}/children`
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ')[0] || null : null
  }
  const exec = async (program: string, ...args: string[]): Promise<CommandResult> => {
    const first = firstProcess()
    if (first === null) throw new Error(`host ${index} is off`)
    return tryRun('nsenter', ['-t', first, '-m', '-u', '-i', '-n', '-p', program, ...args])
  }
  const isOn = () => machine !== null && machine.exitCode === null && machine.signalCode === null

  const start = async (): Promise<void> => {
    await off
    await plugIn(ground, index)
    const isolated = ['unshare', '--mount', '--uts', '--ipc', '--pid', '--fork', '--mount-proc', '--kill-child=KILL']
    const child = spawn(
      'ip',
      ['netns', 'exec', ground.hostNamespace(index), ...isolated, 'bash', join(import.meta.dirname, 'host-init.sh')],
      {
        stdio: ['pipe', 'ignore', 'pipe'],
        env: { ...process.env, LAB_NAME: `kvm${index}`, LAB_STATE: state, LAB_SHARE: join(ground.folder, 'share') },
      },
    )
    let complaints = ''
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
    machine = child
    off = once(child, 'exit').then(() => unplug(ground, index))
    await until(
      `host ${index} to answer`,
      async () => {
        if (!isOn()) throw new Error(`it ended: ${complaints}`)
        return firstProcess() !== null && (await exec('virsh', 'version')).code === 0
      },
      120_000,
      100,
    )
    if ((await exec('virsh', 'pool-info', 'vms')).code === 0) return
    for (const [pool, path] of [['vms', SHARED] as const, ['local', LOCAL] as const]) {
      for (const args of [
        ['pool-define-as', pool, 'dir', '--target', path],
        ['pool-build', pool],
        ['pool-start', pool],
        ['pool-autostart', pool],
      ]) {
        const done = await exec('virsh', ...args)
        if (done.code !== 0) throw new Error(`virsh ${args.join(' ')}: ${done.stderr}`)
      }
    }
  }

  return {
    state,
    start,
    kill: async () => {
      if (isOn()) machine?.kill('SIGKILL')
      await off
    },
    isOn,
    exec,
  }
}
