import type { ManagerIdentity } from '../../domain/manager'
import { instanceSeen } from '../../domain/manager-change'
import type { ReadinessFinding } from '../../domain/readiness'
import type { ManagerRow } from '../../store/store'

/** At a manager's address another installation answers than the one that is known: what plans name is not what is there (D11). */
export const anotherInstallation = (
  { name, instanceUuid }: Pick<ManagerRow, 'name' | 'instanceUuid'>,
  identity: ManagerIdentity,
): readonly ReadinessFinding[] =>
  instanceSeen(instanceUuid, identity.instanceUuid) !== 'other'
    ? []
    : [
        {
          trouble: 'wrong-machine',
          severity: 'critical',
          message: `Another installation of ${identity.product} answers (${identity.instanceUuid ?? ''}), not ${name} (${instanceUuid ?? ''}).`,
          hint: 'Check where its address leads. A new installation is another manager: add it as one.',
        },
      ]
