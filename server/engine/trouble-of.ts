import type { ManagerTrouble } from '../domain/refusal-cause'
import type { DriverFailure } from '../drivers/ports'

/** A look whose outcome is unknown was not answered. */
export const troubleOf = (failure: DriverFailure): ManagerTrouble => {
  if (failure.kind === 'refused') return failure.cause ?? 'refused'
  return failure.kind === 'unsupported' ? 'refused' : 'silent'
}
