import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'

/** In CI every peer must be there: a missing one fails the test instead of skipping it. */
const peersRequired = process.env.RIDETHROUGH_REQUIRE_PEERS === '1'

const missing = (what: string, remedy: string): false => {
  if (peersRequired) throw new Error(`${what} is required here (RIDETHROUGH_REQUIRE_PEERS=1) but missing: ${remedy}`)
  process.stderr.write(`skipped: ${what} is not here; ${remedy}\n`)
  return false
}

/** True when every program is on the PATH (or is an existing absolute path). Use with `describe.skipIf(!hasPrograms(…))`. */
export const hasPrograms = (programs: readonly string[], debianPackages: string): boolean => {
  const absent = programs.filter((program) =>
    program.startsWith('/') ? !existsSync(program) : spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  )
  return absent.length === 0 || missing(absent.join(', '), `apt-get install ${debianPackages}`)
}

/** True when the process is root with network namespaces at hand. */
export const canMakeNamespaces = (): boolean =>
  (process.getuid?.() === 0 && spawnSync('ip', ['netns', 'list']).status === 0) ||
  missing('root with `ip netns`', 'run the tests as root')

export const testDataDirectory = (): string => resolve(process.env.RIDETHROUGH_TEST_DATA ?? '../shared/data')

/** The absolute path of recorded test data, or null (skipping, and saying so) where it is missing. */
export const testData = (relative: string): string | null => {
  const path = join(testDataDirectory(), relative)
  if (existsSync(path)) return path
  missing(`recorded data ${relative}`, 'set RIDETHROUGH_TEST_DATA to the folder that holds it')
  return null
}

const isFreeOfTcp = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, () => server.close(() => done(true)))
  })

const isFreeOfUdp = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = createSocket('udp6')
    socket.once('error', () => done(false))
    socket.bind(port, () => socket.close(() => done(true)))
  })

/** Free of TCP and UDP on every address. Below the ports that systems give to callers, so that no call takes it meanwhile. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if ((await isFreeOfTcp(port)) && (await isFreeOfUdp(port))) return port
  }
}

/** Waits until `condition` gives something truthy; throws with `what` when it does not within `timeoutMs`. */
export const until = async <T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 60_000,
  everyMs = 50,
): Promise<NonNullable<Exclude<T, false>>> => {
  const end = Date.now() + timeoutMs
  let last: unknown = null
  for (;;) {
    try {
      const value = await condition()
      if (value !== null && value !== undefined && value !== false) return value as NonNullable<Exclude<T, false>>
      last = value
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}; last seen: ${String(last)}`)
    await new Promise((next) => setTimeout(next, everyMs))
  }
}
