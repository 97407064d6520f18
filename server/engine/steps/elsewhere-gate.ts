import type { HostPower } from '../../domain/hardware'
import type { HostId } from '../../domain/ids'
import type { Step, StepAction } from '../../domain/run'
import { isSeenUp, type World } from '../../domain/world'
import { type DriverFailure, refused } from '../../drivers/ports'

/**
 * Why a VM is not started now on another host than it ran on; null: it may be, or it starts where it ran. A VM runs exactly once: its
 * own host must be seen, or its controller, asked just now, must say that it is off (A4, A5).
 */
export const whyNotElsewhere = async (
  { hosts }: Pick<World, 'hosts'>,
  { before, targetHostId }: Pick<Step, 'before' | 'targetHostId'>,
  action: StepAction,
  look: (hostId: HostId) => Promise<HostPower | undefined>,
): Promise<DriverFailure | null> => {
  if (action !== 'start' || before.hostId === null || targetHostId === null || targetHostId === before.hostId) return null
  const home = hosts.find(({ id }) => id === before.hostId)
  if (home !== undefined && isSeenUp(home)) return null
  if (home !== undefined && home.connection !== 'up' && (await look(home.id)) === 'off') return null
  return refused(
    `Whether ${home?.name ?? 'the host'}, where it ran, is off is not verified: it might run twice.`,
    'It is tried again until its limit.',
  )
}
