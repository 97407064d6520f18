import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface IpmitoolTarget {
  readonly port: number
  readonly user: string
  readonly password: string
  readonly suite: 3 | 17
}

/** What ipmitool prints; throws with its error where it fails. */
export const ipmitool = async (target: IpmitoolTarget, ...words: readonly string[]): Promise<string> => {
  const where = ['-I', 'lanplus', '-C', String(target.suite), '-H', '127.0.0.1', '-p', String(target.port)]
  const { stdout } = await run('ipmitool', [...where, '-L', 'OPERATOR', '-U', target.user, '-P', target.password, ...words])
  return stdout
}

/** Name → reading of `sdr elist`: "Inlet Temp | 01h | ok | 7.1 | 24 degrees C". */
export const ipmitoolReadings = async (target: IpmitoolTarget): Promise<ReadonlyMap<string, string>> => {
  const lines = (await ipmitool(target, 'sdr', 'elist', 'all')).split('\n').filter((line) => line.includes('|'))
  return new Map(
    lines.map((line) => line.split('|').map((part) => part.trim())).map(([name = '', , , , reading = '']) => [name, reading]),
  )
}
