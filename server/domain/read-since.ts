import type { RunWithSteps } from './run'
import type { ManagerView } from './world'

/** So long after the mains returned recovery waits for managers that do not answer, milliseconds; then it begins with those that do (R1). */
export const LONGEST_WAIT_FOR_MANAGERS_MS = 10 * 60_000

/** Managers of what a run took down that were not read since the mains returned: what is known of them proves nothing (R4). */
export const unreadSince = (
  { mainsBackAtMs, steps }: Pick<RunWithSteps, 'mainsBackAtMs' | 'steps'>,
  managers: readonly ManagerView[],
): readonly ManagerView[] => {
  const taken = steps.filter(({ direction }) => direction === 'down').map(({ object }) => object.id)
  const isRead = ({ contact, refreshedAtMs }: ManagerView): boolean =>
    mainsBackAtMs !== null && contact === 'ok' && refreshedAtMs !== null && refreshedAtMs > mainsBackAtMs
  return managers.filter((manager) => !isRead(manager) && taken.some((id) => id.startsWith(`${manager.id}:`)))
}
