import type { Messages } from '@/components/messages/messages'
import { inTrouble } from '@/components/status/severities'
import type { GroupDoc } from '@/server/domain/view'

/**
 * What a forecast of the editor's content supposes, said before its verdict. While an outage or its run is on, "if the mains
 * failed now" would be taken for what is happening: the battery that is supposed is named. Undefined: "now" says it.
 */
export const forecastLead = (
  group: Pick<GroupDoc, 'condition' | 'chargePercent' | 'runId'> | null,
  assumedCharge: number | null,
  m: Messages,
  percent: (value: number) => string,
): string | undefined => {
  if (group === null) return undefined
  // An outage is computed from the charge that is there, whatever is chosen.
  const charge = inTrouble(group) ? group.chargePercent : (assumedCharge ?? (group.runId === null ? null : group.chargePercent))
  if (charge !== null) return m.verdict.ifNowAt(percent(charge))
  return inTrouble(group) || group.runId !== null ? m.verdict.ifNowAsIs : undefined
}
