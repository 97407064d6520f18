import type { Duration } from '../domain/duration'
import type { StepAction } from '../domain/run'
import type { Host, VirtualMachine } from '../domain/world'

/** Where durations come from: the priors below, or what was learned from the journal, per VM and host. */
export interface DurationBook {
  /** `sharing`: how many migrations use the same link at once. `copiedGibibytes`: disks that go along in a move; absent: none. */
  vm(action: StepAction, vm: VirtualMachine, sharing: number, copiedGibibytes?: number): Duration
  host(action: StepAction, host: Host): Duration
  /** Of a VM whose moves mostly reach their limit: how many of the last ones did. 0: it is none. Absent: nothing is known of moves. */
  readonly unendedMoves?: (vm: VirtualMachine) => number
}

/** A 10 Gb/s migration network per host. */
export const MIGRATION_LINK_MBIT_PER_SECOND = 10_000
/** What a link carries besides its own headers, and pages written again while they are copied: as recorded migrations show. */
const PAYLOAD = 0.94
const RESENT = 1.1
/** Preparation, switch-over and the manager's own bookkeeping. */
const MIGRATION_OVERHEAD_SECONDS = 2
/**
 * Disks are copied at about this rate: what a 1 Gb/s link carries, and what local disks that are at work have to spare at both
 * ends. All of a disk counts, written to or not. Half of it is reckoned with at worst, for what others copy at the same time.
 */
const DISK_COPY_MIB_PER_SECOND = 110
const DISK_COPY_AT_WORST = 0.5
/** Saved state goes to shared storage at about this rate while others save too. */
const SAVE_MIB_PER_SECOND = 200
export const MEMORY_WHERE_UNKNOWN_MIB = 8192

const fixed = (p50Seconds: number, p95Seconds: number): Duration => ({ p50Seconds, p95Seconds })

/** Copying `memoryMiB` live over a link of `linkMbit` shared by `sharing` moves. */
export const migrationDuration = (memoryMiB: number, linkMbit: number, sharing: number): Duration => {
  const copySeconds = (memoryMiB * 1.048576 * 8 * RESENT) / ((linkMbit * PAYLOAD) / Math.max(1, sharing))
  return fixed(MIGRATION_OVERHEAD_SECONDS + copySeconds, 10 + copySeconds * 2.5)
}

/** What the disks add to a live move: they are copied before its memory is. */
export const diskCopyDuration = (gibibytes: number): Duration => {
  const seconds = (gibibytes * 1024) / DISK_COPY_MIB_PER_SECOND
  return fixed(seconds, seconds / DISK_COPY_AT_WORST)
}

export const plus = (one: Duration, other: Duration): Duration =>
  fixed(one.p50Seconds + other.p50Seconds, one.p95Seconds + other.p95Seconds)

const saveDuration = (memoryMiB: number): Duration => {
  const writeSeconds = memoryMiB / SAVE_MIB_PER_SECOND
  return fixed(2 + writeSeconds, 6 + writeSeconds * 3)
}

/** As `DurationBook.vm`, by the priors: no more of a VM counts than its memory. */
export const vmPrior = (
  action: StepAction,
  vm: Pick<VirtualMachine, 'memoryMiB'>,
  sharing: number,
  copiedGibibytes = 0,
): Duration => {
  const memoryMiB = vm.memoryMiB ?? MEMORY_WHERE_UNKNOWN_MIB
  switch (action) {
    case 'shutdown':
      return fixed(30, 120)
    case 'save-state':
      return saveDuration(memoryMiB)
    case 'migrate':
    case 'migrate-home':
      return plus(migrationDuration(memoryMiB, MIGRATION_LINK_MBIT_PER_SECOND, sharing), diskCopyDuration(copiedGibibytes))
    case 'power-off':
      return fixed(2, 8)
    case 'start':
      return fixed(45, 150)
    case 'keep':
    case 'enter-maintenance':
    case 'exit-maintenance':
    case 'shutdown-host':
    case 'power-on-host':
    case 'reboot-host':
    case 'disarm':
    case 'restore':
      return fixed(0, 0)
  }
}

/** As `DurationBook.host`, by the priors. */
export const hostPrior = (action: StepAction): Duration => {
  switch (action) {
    case 'shutdown-host':
      return fixed(90, 240)
    case 'power-on-host':
      return fixed(240, 480)
    case 'reboot-host':
      return fixed(330, 720)
    case 'enter-maintenance':
      return fixed(5, 30)
    case 'exit-maintenance':
      return fixed(5, 20)
    case 'shutdown':
    case 'save-state':
    case 'migrate':
    case 'migrate-home':
    case 'power-off':
    case 'start':
    case 'keep':
    case 'disarm':
    case 'restore':
      return fixed(0, 0)
  }
}

/** Documented priors: what is assumed until a site's own history says better. */
export const priorDurations: DurationBook = { vm: vmPrior, host: hostPrior }
