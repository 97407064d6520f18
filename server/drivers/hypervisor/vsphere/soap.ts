import { escapeXml, find, text, wireType, type XmlElement } from '../../protocols/xml/xml'
import type { Turns } from '../../protocols/turns'
import { type IsUnread, parseXml, parseXmlInTurns } from '../../protocols/xml/xml-parser'

/** A managed object reference: the class and the manager's own id (unique within one vCenter). */
export interface ObjectRef {
  readonly type: string
  readonly id: string
}

export const refElement = (name: string, ref: ObjectRef): string =>
  `<${name} type="${escapeXml(ref.type)}">${escapeXml(ref.id)}</${name}>`

/** Reads a reference out of an element such as `<obj type="HostSystem">host-23</obj>`. */
export const refOf = (element: XmlElement | null): ObjectRef | null =>
  element !== null && element.text !== '' ? { type: element.attributes.type ?? '', id: element.text } : null

export const envelope = (method: string, target: ObjectRef, body: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
  `<${method} xmlns="urn:vim25">${refElement('_this', target)}${body}</${method}>` +
  '</soapenv:Body></soapenv:Envelope>'

/** What the manager says no with. `type` is the fault's class in the vSphere API reference, e.g. `InvalidPowerState`. */
export interface Fault {
  readonly type: string
  readonly message: string
  readonly detail: XmlElement | null
}

export type SoapAnswer =
  | { readonly kind: 'answer'; readonly body: XmlElement }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** Not SOAP: something else listens there. */
  | { readonly kind: 'garbage' }

const answerOf = (envelope: XmlElement | null): SoapAnswer => {
  const body = find(envelope, 'Body')?.children[0]
  if (body === undefined) return { kind: 'garbage' }
  if (body.name !== 'Fault') return { kind: 'answer', body }
  const detail = find(body, 'detail')?.children[0] ?? null
  const type = wireType(detail) ?? detail?.name.replace(/Fault$/, '') ?? 'RuntimeFault'
  return { kind: 'fault', fault: { type, message: text(body, 'faultstring') ?? '', detail } }
}

export const parseAnswer = (written: string): SoapAnswer => answerOf(parseXml(written))

/** As `parseAnswer`, in turns and without what is not read; `garbage` also where the work ended before its end (`turns.hasEnded`). */
export const parseAnswerInTurns = async (written: string, turns: Turns, isUnread: IsUnread): Promise<SoapAnswer> =>
  answerOf(await parseXmlInTurns(written, turns, isUnread))

/** The fault of a failed task or a missing property: `<fault xsi:type="…"/>` beside a `localizedMessage`. */
export const localizedFault = (element: XmlElement | null): Fault | null => {
  const detail = find(element, 'fault')
  if (detail === null) return null
  return { type: wireType(detail) ?? 'MethodFault', message: text(element, 'localizedMessage') ?? '', detail }
}
