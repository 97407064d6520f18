import type { CallOptions } from '../../ports'
import type { XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import type { OvirtResult } from './failure'

/** Objects and references to them bear their id as an attribute. */
export const idOf = (element: XmlElement | null | undefined): string | null => element?.attributes.id || null

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isEngineId = (nativeId: string): boolean => UUID.test(nativeId)

/** None of its objects has another kind of id, which it answers with an error: it is only asked whether it is there. */
export const getById = async (
  client: EngineClient,
  nativeId: string,
  options: CallOptions,
  read: () => Promise<OvirtResult<XmlElement>>,
): Promise<OvirtResult<XmlElement | null>> => {
  const answer = isEngineId(nativeId) ? await read() : await client.get('', 'api', options)
  if (answer.kind !== 'ok') return answer.why === 'gone' ? { kind: 'ok', value: null } : answer
  return isEngineId(nativeId) ? answer : { kind: 'ok', value: null }
}

/** The ids that a list of references names, without repetition. */
export const idsOf = (elements: readonly XmlElement[]): string[] => [
  ...new Set(elements.flatMap((element) => idOf(element) ?? [])),
]
