import type { RuntimeMonthRow } from '../../domain/care'
import { credibleValue } from '../../domain/power-reading'
import type { PowerDeviceView } from '../../domain/world'
import { runtimeOnCurve } from '../../planner/battery/runtime-on-curve'

const REFERENCE_LOAD_PERCENT = 50
const FULL_PERCENT = 99

export const monthOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 7)

/** What this device's full battery is worth now; null: neither learned nor told. */
export const runtimeMonth = (view: PowerDeviceView, nowMs: number): RuntimeMonthRow | null => {
  const row = { deviceId: view.id, month: monthOf(nowMs), atMs: nowMs }
  const modelled = view.runtimeCurve === null ? null : runtimeOnCurve(view.runtimeCurve, REFERENCE_LOAD_PERCENT / 100)
  if (modelled !== null) return { ...row, runtimeSeconds: modelled, loadPercent: REFERENCE_LOAD_PERCENT, source: 'model' }
  const [runtime, charge, load] = (['runtimeSeconds', 'chargePercent', 'loadPercent'] as const).map((name) =>
    credibleValue(view.readings, name),
  )
  const isFull = view.supply === 'mains' && view.contact === 'ok' && (charge ?? 0) >= FULL_PERCENT
  return isFull && runtime !== null && runtime !== undefined && load !== null && load !== undefined
    ? { ...row, runtimeSeconds: runtime, loadPercent: load, source: 'device' }
    : null
}
