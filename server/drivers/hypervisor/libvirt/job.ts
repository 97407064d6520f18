import { randomUUID } from 'node:crypto'
import type { CallOptions, EndedMove, TaskState } from '../../ports'
import { refused } from '../../ports'
import { downtimeOf, jobProgressOf } from './domain-stats'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { changeFailure, complaintOf, virshFailure } from './failures'
import { isUuid } from './survey-script'
import { quoted } from '../../protocols/ssh/posix-shell'
import { virsh } from './shell'
import type { VirshHost } from './virsh-host'

/** Where a host keeps what became of commands that outlive our connection. Of its own account only. */
const FOLDER = '/var/tmp/ridethrough-$(id -u)'
const KEPT_MINUTES = 2 * 24 * 60
const AFTERWARDS_SECONDS = 30
/** What a copy was begun with; `taken`: it has failed, and what it had made is taken away; `past`: the VM has run here since. */
const [MADE, TAKEN, PAST] = ['made', 'taken', 'past'] as const

/** `<job> <VM> <host>`: enough to ask about it from another session, too. */
interface Job {
  readonly id: string
  readonly vm: string
  readonly host: string
}

const taskOf = (job: Job): string => `${job.id} ${job.vm} ${job.host}`

export const jobOf = (task: string): Job | null => {
  const [id = '', vm = '', host = '', ...more] = task.split(' ')
  return isUuid(id) && isUuid(vm) && host !== '' && more.length === 0 ? { id, vm, host } : null
}

/** A volume that was made for a copy, on the host where the copy goes. */
export interface MadeVolume {
  readonly host: string
  readonly pool: string
  readonly volume: string
}

const madeLine = (vm: string, { host, pool, volume }: MadeVolume): string => `${[vm, host, pool, volume].join('\t')}\n`

const madeIn = (text: string): readonly MadeVolume[] =>
  text.split('\n').flatMap((line) => {
    const [, host, pool, volume] = line.split('\t')
    return host === undefined || pool === undefined || volume === undefined ? [] : [{ host, pool, volume }]
  })

const eachMade = (vm: string): string =>
  `for made in */${MADE}; do grep -q ${quoted(`^${vm}`)} "$made" 2>/dev/null || continue; job="\${made%/${MADE}}"`

/**
 * Whether a copy of this VM's disks to another host was begun here that is not known to have failed: that host may have the newer
 * disks.
 */
export const mayHaveCopiedAway = async (host: VirshHost, vm: string, options: CallOptions): Promise<boolean> => {
  if (!isUuid(vm)) return false
  const script = [`cd ${FOLDER} 2>/dev/null || exit 0`, eachMade(vm), '  echo copied', 'done'].join('\n')
  const { stdout } = await host.ssh.run(script, false, options)
  return stdout.includes('copied')
}

/** A copy that was said to have failed has brought its VM over all the same: remembered as one that succeeded, so that its volumes stay. */
export const keepAsCopied = async (host: VirshHost, vm: string, volume: MadeVolume, options: CallOptions): Promise<void> => {
  const line = quoted(madeLine(vm, volume))
  const id = randomUUID()
  const script = `cd ${FOLDER} && mkdir ${id} && cd ${id} && echo 0 >code && printf %s ${line} >${MADE}`
  const { code, stderr } = await host.ssh.run(script, true, options)
  if (code !== 0) throw new CallFailed(virshFailure(host.name, 'remember a copy', stderr))
}

/** It is certain that this host has the VM's newest disks, or that it gets them now: what was copied away from here counts no more. */
export const forgetCopies = async (host: VirshHost, vm: string, options: CallOptions): Promise<void> => {
  if (!isUuid(vm)) return
  const script = [`cd ${FOLDER} 2>/dev/null || exit 0`, eachMade(vm), `  mv "$made" "$job/${PAST}"`, 'done'].join('\n')
  await host.ssh.run(script, true, options)
}

/**
 * The volumes that a VM's moves on this host had made and that have failed: told once, and never again, so that nobody takes away
 * what a later move has made. Moves that are just ending are waited for, for some seconds.
 */
export const takeMade = async (host: VirshHost, vm: string, options: CallOptions): Promise<readonly MadeVolume[]> => {
  if (!isUuid(vm)) return []
  const script = [
    `cd ${FOLDER} 2>/dev/null || exit 0`,
    'for wait in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do open=',
    `  ${eachMade(vm)}`,
    '    if [ ! -e "$job/code" ]; then open=1',
    `    elif [ "$(cat "$job/code")" != 0 ]; then mv "$made" "$job/${TAKEN}" && cat "$job/${TAKEN}"; fi`,
    '  done; [ -n "$open" ] || break; sleep 0.2',
    'done',
  ].join('\n')
  const { stdout } = await host.ssh.run(script, true, options)
  return madeIn(stdout)
}

/**
 * Starts a virsh command that goes on without us; its exit code and complaints are kept on the host. What fails within a moment
 * is told at once. `made`: what is to be taken away again should it fail. `afterwards`: a shell command for when it has succeeded,
 * which it neither waits for nor depends on.
 */
export const startJob = async (
  host: VirshHost,
  doing: string,
  vm: string,
  args: readonly string[],
  options: CallOptions,
  made: readonly MadeVolume[] = [],
  afterwards: string | null = null,
): Promise<string> => {
  const job = { id: randomUUID(), vm, host: host.name }
  // `code` appears complete or not at all.
  const work = [
    `${virsh(host.site.uri, ...args)} >out 2>err </dev/null; code=$?; echo $code >code.new; mv code.new code`,
    ...(afterwards === null ? [] : [`[ $code != 0 ] || timeout ${AFTERWARDS_SECONDS} ${afterwards} >after 2>&1 </dev/null`]),
  ].join('; ')
  const script = [
    `umask 077; mkdir -p ${FOLDER} || exit 1; cd ${FOLDER} || exit 1`,
    // Nobody else may have put the folder there.
    '[ -O . ] && [ ! -L "$PWD" ] || { echo "the folder $PWD belongs to somebody else" >&2; exit 1; }',
    // What may have brought newer disks elsewhere is remembered until that is settled, however long it takes (A4).
    `for old in $(find . -mindepth 1 -maxdepth 1 -mmin +${KEPT_MINUTES}); do`,
    `  [ -e "$old/${MADE}" ] || rm -rf "$old"`,
    'done',
    `mkdir ${job.id} && cd ${job.id} || exit 1`,
    ...(made.length === 0 ? [] : [`printf %s ${quoted(made.map((volume) => madeLine(vm, volume)).join(''))} >${MADE} || exit 1`]),
    `setsid sh -c ${quoted(work)} >/dev/null 2>&1 </dev/null & echo $! >pid`,
    'for wait in 1 2 3 4 5 6; do [ -e code ] && break; sleep 0.1; done',
    '[ ! -e code ] || { cat err >&2; exit "$(cat code)"; }',
  ].join('\n')
  const answer = await host.ssh.run(script, true, options)
  if (answer.code !== 0) throw new CallFailed(changeFailure(host.name, doing, answer))
  return taskOf(job)
}

export const jobState = async (hosts: readonly VirshHost[], task: string, options: CallOptions): Promise<TaskState> => {
  const job = jobOf(task)
  const host = hosts.find((candidate) => candidate.name === job?.host)
  if (job === null || host === undefined)
    throw new CallFailed(refused('This is no task of these hosts.', 'Ask with the id that the act returned.'))
  const script = [
    `cd ${FOLDER}/${job.id} 2>/dev/null || { echo gone; exit; }`,
    'if [ -e code ]; then echo "code $(cat code)"; cat err',
    'elif kill -0 "$(cat pid)" 2>/dev/null || { sleep 0.2; [ -e code ]; }; then',
    `  echo running; ${virsh(host.site.uri, 'domjobinfo', job.vm)} 2>/dev/null`,
    'else echo lost; fi',
  ].join('\n')
  const { stdout } = await host.ssh.run(script, false, options)
  const [first = '', ...rest] = stdout.split('\n')
  const code = /^code (\d+)/.exec(first)?.[1]
  if (code === '0') return { state: 'succeeded' }
  if (code !== undefined) return { state: 'failed', message: failureText(host.name, rest.join('\n')) }
  if (first === 'running') return { state: 'running', progressPercent: jobProgressOf(rest.join('\n')) }
  if (first === 'lost')
    return { state: 'failed', message: `The command ended on ${host.name} without a result: was it restarted?` }
  return { state: 'gone' }
}

/** What the host that the VM came to counted; libvirt forgets it with the next job. */
export const downtimeThere = async (
  hosts: readonly VirshHost[],
  { vmNativeId, toHostNativeId }: EndedMove,
  options: CallOptions,
): Promise<number | null> => {
  const host = hosts.find((candidate) => candidate.name === toHostNativeId)
  if (host === undefined || !isUuid(vmNativeId)) return null
  const { stdout } = await host.ssh.run(virsh(host.site.uri, 'domjobinfo', vmNativeId, '--completed'), false, options)
  return downtimeOf(stdout)
}

const failureText = (host: string, stderr: string): string => {
  const failure = virshFailure(host, 'finish the task', stderr)
  return complaintOf(stderr) === '' ? failure.message : `${failure.message} ${failure.hint}`.trim()
}
