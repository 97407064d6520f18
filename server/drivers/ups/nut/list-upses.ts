import { type CallOptions, type DriverFailure, unsupported } from '../../ports'
import { NutConnection } from './client'
import { failureOf, type NutAddress, NutTrouble } from './failure'
import { wordsOf } from './lines'

/** The names of the UPSs that an upsd serves; null: no upsd answers there. */
export const listUpses = async (
  server: Pick<NutAddress, 'host' | 'port' | 'tls'>,
  { deadlineMs, signal }: CallOptions,
): Promise<readonly string[] | DriverFailure | null> => {
  if (signal?.aborted === true) return null
  const address: NutAddress = { protocol: 'nut', ...server, upsName: '' }
  const connection = new NutConnection(address)
  const stop = () => connection.end(new NutTrouble('deadline', 'deadline'))
  const timer = setTimeout(stop, deadlineMs)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    if (server.tls !== 'off') await secured(connection, server.tls)
    if (await isOneOfOurs(connection))
      return unsupported(
        `At ${server.host}, TCP port ${server.port} a Ridethrough passes on what it watches`,
        'Search for the UPSs themselves: what is passed on would be watched twice, or in a circle.',
      )
    const lines = await connection.command('LIST UPS')
    return lines.flatMap((line) => {
      const [keyword, name] = wordsOf(line)
      return keyword === 'UPS' && name !== undefined ? [name] : []
    })
  } catch (error) {
    const isAnswer = error instanceof NutTrouble && (error.kind === 'upsd' || error.kind === 'tls' || error.kind === 'garbage')
    return isAnswer ? failureOf(error, address, '', deadlineMs) : null
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    connection.end()
  }
}

/** What this product's own upsd says of itself. */
const isOneOfOurs = async (connection: NutConnection): Promise<boolean> => {
  try {
    return (await connection.command('VER')).some((line) => line.includes('by Ridethrough'))
  } catch (error) {
    // A server that does not know VER may still have UPSs.
    if (error instanceof NutTrouble && error.kind === 'upsd') return false
    throw error
  }
}

/** `starttls`: where the server offers none, it is spoken to without. */
const secured = async (connection: NutConnection, tls: 'starttls' | 'required'): Promise<void> => {
  try {
    await connection.startTls(tls === 'required')
  } catch (error) {
    const isRefused = error instanceof NutTrouble && error.kind === 'upsd'
    if (tls === 'required' || !isRefused) throw error
  }
}
