/**
 * What a refusal is about, where that stays so until a person acts. `certificate`, `host-key`: another one than the accepted one, or
 * none was accepted; nothing was sent. `lockdown`: the host takes orders from its manager only.
 */
export const REFUSAL_CAUSES = ['certificate', 'host-key', 'credentials', 'privileges', 'lockdown'] as const
export type RefusalCause = (typeof REFUSAL_CAUSES)[number]

/** Why nothing can be done through a manager now. `refused`: for another reason; `silent`: it does not answer. */
export const MANAGER_TROUBLES = [...REFUSAL_CAUSES, 'refused', 'silent'] as const
export type ManagerTrouble = (typeof MANAGER_TROUBLES)[number]
