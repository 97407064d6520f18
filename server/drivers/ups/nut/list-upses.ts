import type { CallOptions, DriverFailure } from '../../ports'
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

/** `starttls`: where the server offers none, it is spoken to without. */
const secured = async (connection: NutConnection, tls: 'starttls' | 'required'): Promise<void> => {
  try {
    await connection.startTls(tls === 'required')
  } catch (error) {
    const isRefused = error instanceof NutTrouble && error.kind === 'upsd'
    if (tls === 'required' || !isRefused) throw error
  }
}
