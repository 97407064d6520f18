import type { Supply } from '../../../domain/power-state'
import type { Witnesses } from './witnesses'

const onBatteryAlarm = 2

const signs = ({ secondsOnBattery, alarms, battery, inputAlive }: Witnesses) => ({
  counting: (secondsOnBattery ?? 0) > 0,
  alarmed: alarms?.has(onBatteryAlarm) === true,
  exhausted: battery === 'low' || battery === 'depleted',
  inputDead: inputAlive === false,
})

const signsOfDischarge = (witnesses: Witnesses): number => Object.values(signs(witnesses)).filter(Boolean).length

/** Nobody says anything about the battery: the source stands alone, with nothing that could contradict it. */
const nobodyElseSpeaks = ({ secondsOnBattery, alarms, inputAlive, chargePercent }: Witnesses): boolean =>
  secondsOnBattery === null && alarms === null && inputAlive === null && chargePercent === null

const whenSourceIsBattery = (witnesses: Witnesses): Supply => {
  if (signsOfDischarge(witnesses) > 0 || nobodyElseSpeaks(witnesses)) return 'battery'
  const { secondsOnBattery, inputAlive, chargePercent } = witnesses
  // Inverters say "battery" for ever while their rectifier feeds them (CE+T).
  if (secondsOnBattery === 0 && inputAlive === true) return 'mains'
  return chargePercent !== null && chargePercent < 100 ? 'battery' : 'unknown'
}

const whenSourceSaysNothing = (witnesses: Witnesses): Supply => {
  if (signsOfDischarge(witnesses) >= 2 && witnesses.inputAlive !== true) return 'battery'
  return outvotesNormal(witnesses) ? 'battery' : 'unknown'
}

const whenSourceIsOther = (witnesses: Witnesses): Supply => {
  const healthy = witnesses.battery === 'normal' && witnesses.secondsOnBattery === 0
  return healthy && witnesses.inputAlive === true ? 'mains' : whenSourceSaysNothing(witnesses)
}

/**
 * Right after an outage the counter may be stale (pve-ups #25) and the battery still low: these two do not outvote "normal";
 * the alarm or a dead input, with one more sign, do.
 */
const outvotesNormal = (witnesses: Witnesses): boolean => {
  const { counting, alarmed, inputDead } = signs(witnesses)
  return (alarmed && (counting || inputDead)) || (inputDead && counting)
}

/** upsOutputSource never decides alone. */
export const supplyOf = (witnesses: Witnesses): Supply => {
  switch (witnesses.source) {
    case 'battery':
      return whenSourceIsBattery(witnesses)
    case 'normal':
    case 'booster':
    case 'reducer':
      return outvotesNormal(witnesses) ? 'battery' : 'mains'
    case 'bypass':
      return 'bypass'
    case 'none':
      return 'off'
    case 'other':
    case null:
      return whenSourceIsOther(witnesses)
    case 'unlisted':
      return whenSourceSaysNothing(witnesses)
  }
}
