import { spawnSync } from 'node:child_process'
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

export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))))
    })
  })

/** Free of UDP on every address; thousands of simulated UPSs may hold ports that are free of TCP. */
export const freeUdpPort = (): Promise<number> =>
  new Promise((done, fail) => {
    const socket = createSocket('udp6')
    socket.once('error', fail)
    socket.bind(0, '::', () => {
      const { port } = socket.address()
      socket.close(() => done(port))
    })
  })

/** Waits until `condition` gives something truthy; throws with `what` when it does not within `timeoutMs`. */
export const until = async <T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 15_000,
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
