/** "batteryLifeYears" → "battery life years", where nobody has a word for it. */
export const plainName = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
