import type { Turns } from '../turns'
import { decodeXml, localName, type XmlElement } from './xml'

/*
 * The XML that managers send: elements, attributes, text, CDATA; comments and instructions are skipped; a DOCTYPE is refused. Written
 * out because inventories are tens of megabytes, which general parsers read so slowly that the engine's other work would wait.
 */

/** Managers bind the schema-instance namespace to prefixes of their own (`xsi`, `XMLSchema-instance`): a prefixed `type` is it. */
const attributeName = (name: string): string => (name.endsWith(':type') && !name.startsWith('xmlns:') ? 'xsi:type' : name)

const ATTRIBUTE = /\s+([^\s/>=<]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const TAG_END = /\s*(\/?)>/y
const [SPACE, BANG, SLASH, LESS, EQUALS, GREATER, QUESTION] = [32, 33, 47, 60, 61, 62, 63] as const

interface Growing {
  readonly written: string
  readonly name: string
  readonly attributes: Record<string, string>
  children: XmlElement[]
  text: string
}

/** Of millions of elements most have neither: these two are shared, and never written to. */
const NO_ATTRIBUTES: Record<string, string> = {}
const NO_CHILDREN: XmlElement[] = []

const matchAt = (pattern: RegExp, source: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(source)
}

/** Where the name ends that begins at `at`. */
const nameEnd = (source: string, at: number): number => {
  for (let end = at; ; end += 1) {
    const code = source.charCodeAt(end)
    if (code === GREATER || code === SLASH || code === EQUALS || code === LESS || !(code > SPACE)) return end
  }
}

/** A start tag at `at` (behind the `<`), and where the text goes on. */
const startTag = (source: string, at: number): { element: Growing; closed: boolean; end: number } | null => {
  let end = nameEnd(source, at)
  if (end === at) return null
  const written = source.slice(at, end)
  const name = localName(written)
  if (source.charCodeAt(end) === GREATER)
    return { element: { written, name, attributes: NO_ATTRIBUTES, children: NO_CHILDREN, text: '' }, closed: false, end: end + 1 }
  let attributes = NO_ATTRIBUTES
  for (let found = matchAt(ATTRIBUTE, source, end); found !== null; found = matchAt(ATTRIBUTE, source, end)) {
    if (attributes === NO_ATTRIBUTES) attributes = {}
    attributes[attributeName(found[1] ?? '')] = decodeXml(found[2] ?? found[3] ?? '')
    end += found[0].length
  }
  const tagEnd = matchAt(TAG_END, source, end)
  if (tagEnd === null) return null
  const element = { written, name, attributes, children: NO_CHILDREN, text: '' }
  return { element, closed: tagEnd[1] === '/', end: end + tagEnd[0].length }
}

/** Behind the start tag whose name ends at `at` and whose attributes nobody reads; -1: it is none. */
const behindStartTag = (source: string, at: number): number => {
  TAG_END.lastIndex = at
  for (ATTRIBUTE.lastIndex = at; ATTRIBUTE.test(source);) TAG_END.lastIndex = ATTRIBUTE.lastIndex
  return TAG_END.test(source) ? TAG_END.lastIndex : -1
}

/** Behind the end tag whose name begins at `at`; -1: it is that of another element. */
const behindEndTag = (source: string, at: number, written: string): number => {
  if (!source.startsWith(written, at)) return -1
  let end = at + written.length
  while (source.charCodeAt(end) <= SPACE) end += 1
  return source.charCodeAt(end) === GREATER ? end + 1 : -1
}

/** Behind a comment, an instruction or CDATA that opens at `at`; -1: it never closes. */
const behind = (source: string, closing: string, at: number): number => {
  const end = source.indexOf(closing, at)
  return end < 0 ? -1 : end + closing.length
}

/** Whether an element is left out with all that is inside it: it is only looked through, to see that it is whole. */
export type IsUnread = (element: XmlElement) => boolean
const nothing: IsUnread = () => false

interface XmlReading {
  /** Reads on over some elements. False: it has come to the end, or to where this is no XML of that kind. */
  advance(): boolean
  /** Null: not well-formed, or not read to its end. */
  root(): XmlElement | null
}

/** So many tags take well below a millisecond. */
const TAGS_AT_A_TIME = 500

const readingOf = (source: string, isUnread: IsUnread): XmlReading => {
  const open: Growing[] = []
  /** What is open of an element that is left out: itself and what is inside it. */
  const unread: string[] = []
  let root: XmlElement | null = null
  let at = 0
  let isWhole = false

  const endTag = (tag: number): number => {
    const skipped = unread.pop()
    if (skipped !== undefined) return behindEndTag(source, tag + 2, skipped)
    const done = open.pop()
    if (done === undefined) return -1
    done.text = done.text.trim()
    return behindEndTag(source, tag + 2, done.written)
  }

  const unreadTag = (tag: number): number => {
    const end = nameEnd(source, tag + 1)
    const next = end === tag + 1 ? -1 : behindStartTag(source, end)
    if (next >= 0 && source.charCodeAt(next - 2) !== SLASH) unread.push(source.slice(tag + 1, end))
    return next
  }

  const readTag = (tag: number): number => {
    const inside = open.at(-1)
    const start = startTag(source, tag + 1)
    if (start === null || (inside === undefined && root !== null)) return -1
    const { element, closed, end } = start
    if (inside === undefined) root = element
    else if (isUnread(element)) {
      if (!closed) unread.push(element.written)
      return end
    } else if (inside.children === NO_CHILDREN) inside.children = [element]
    else inside.children.push(element)
    if (!closed) open.push(element)
    return end
  }

  /** A comment or CDATA; anything else of that kind is refused. */
  const declaration = (tag: number): number => {
    if (source.startsWith('<!--', tag)) return behind(source, '-->', tag + 4)
    const inside = open.at(-1)
    if (inside === undefined || !source.startsWith('<![CDATA[', tag)) return -1
    const end = behind(source, ']]>', tag)
    if (unread.length === 0) inside.text += source.slice(tag + 9, end - 3)
    return end
  }

  /** Where it goes on behind the tag; -1: this is no XML. */
  const behindTag = (tag: number): number => {
    switch (source.charCodeAt(tag + 1)) {
      case SLASH:
        return endTag(tag)
      case QUESTION:
        return behind(source, '?>', tag)
      case BANG:
        return declaration(tag)
      default:
        return unread.length > 0 ? unreadTag(tag) : readTag(tag)
    }
  }

  /** False: this is no XML, which has no text outside its root. */
  const keepText = (end: number): boolean => {
    if (unread.length > 0) return true
    const written = source.slice(at, end)
    const inside = open.at(-1)
    if (inside === undefined) return written.trim() === '' || written === '\uFEFF'
    inside.text += decodeXml(written)
    return true
  }

  /** The next tag and the text before it. False: the end, or no XML. */
  const step = (): boolean => {
    const tag = source.indexOf('<', at)
    const end = tag < 0 ? source.length : tag
    if (end > at && !keepText(end)) return false
    isWhole = tag < 0 && open.length === 0
    at = tag < 0 ? -1 : behindTag(tag)
    return at >= 0
  }

  return {
    advance: () => {
      for (let tags = 0; tags < TAGS_AT_A_TIME; tags += 1) if (!step()) return false
      return true
    },
    root: () => (isWhole ? root : null),
  }
}

/** The root element, or null when this is not well-formed XML of that kind. */
export const parseXml = (source: string, isUnread = nothing): XmlElement | null => {
  const reading = readingOf(source, isUnread)
  while (reading.advance());
  return reading.root()
}

/** As `parseXml`, in turns. Also null where the work ended before its end (`turns.hasEnded`). */
export const parseXmlInTurns = async (source: string, turns: Turns, isUnread = nothing): Promise<XmlElement | null> => {
  const reading = readingOf(source, isUnread)
  while (reading.advance()) if (turns.isOver && !(await turns.pass())) return null
  return reading.root()
}
