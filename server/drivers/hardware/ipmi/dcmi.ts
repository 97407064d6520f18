import type { Run } from './repository'

const GROUP_EXTENSION = 0x2c
const DCMI = 0xdc
const GET_POWER = 0x02
const MEASURING = 0x40

/** What the machine draws by DCMI 1.5, 6.6.1; null: it does not measure at the moment, or says what makes no sense. */
export const dcmiWatts = async (run: Run): Promise<number | null> => {
  const data = await run({
    netFn: GROUP_EXTENSION,
    command: GET_POWER,
    data: Buffer.from([DCMI, 0x01, 0x00, 0x00]),
    doing: 'tell its power draw (DCMI)',
  })
  if (data.length < 18 || data[0] !== DCMI || ((data[17] ?? 0) & MEASURING) === 0) return null
  return data.readUInt16LE(1)
}
