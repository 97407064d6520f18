const fewestLiveVolts = 60

export const isLive = (volts: number | null): boolean => (volts ?? 0) >= fewestLiveVolts

/** True: at least one line has voltage; false: all are measured dead; null: nothing is measured (minus one stands for that). */
export const lineAlive = (volts: readonly (number | null)[]): boolean | null => {
  const measured = volts.filter((one) => one !== null && one >= 0)
  return measured.length === 0 ? null : measured.some(isLive)
}

/** How many phases a device has: as it says, else as many as have voltage. Never fewer than one. */
export const phaseCount = (told: number | null, volts: readonly (number | null)[]): number =>
  told !== null && told >= 1 && told <= 3 ? told : Math.max(1, volts.filter(isLive).length)
