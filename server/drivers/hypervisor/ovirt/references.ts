import { type CallOptions, unreachable } from '../../ports'
import type { XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { other, type OvirtResult } from './failure'

/** Objects and references to them bear their id as an attribute. */
export const idOf = (element: XmlElement | null | undefined): string | null => element?.attributes.id || null

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isEngineId = (nativeId: string): boolean => UUID.test(nativeId)

const isFor = (nativeId: string, answered: XmlElement): boolean => idOf(answered)?.toLowerCase() === nativeId.toLowerCase()

/**
 * The object that is asked for, and no other: what is read here is what is acted upon. Null: the engine has none of this id. None of
 * its objects has another kind of id, which it answers with an error: it is only asked whether it is there.
 */
export const getById = async (
  client: EngineClient,
  nativeId: string,
  options: CallOptions,
  read: () => Promise<OvirtResult<XmlElement>>,
): Promise<OvirtResult<XmlElement | null>> => {
  const answer = isEngineId(nativeId) ? await read() : await client.get('', 'api', options)
  if (answer.kind !== 'ok') return answer.why === 'gone' ? { kind: 'ok', value: null } : answer
  if (!isEngineId(nativeId)) return { kind: 'ok', value: null }
  return isFor(nativeId, answer.value)
    ? answer
    : other(unreachable('The engine answered with something else than it was asked for.', 'It is asked again.'))
}

/** The ids that a list of references names, without repetition. */
export const idsOf = (elements: readonly XmlElement[]): string[] => [
  ...new Set(elements.flatMap((element) => idOf(element) ?? [])),
]
