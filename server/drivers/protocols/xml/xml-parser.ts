import type { Turns } from '../turns'
import { decodeXml, localName, type XmlElement } from './xml'

/*
 * The XML that managers send: elements, attributes, text, CDATA; comments and instructions are skipped; a DOCTYPE is refused. Written
 * out because inventories are tens of megabytes, which general parsers read so slowly that the engine's other work would wait.
 */

/** Managers bind the schema-instance namespace to prefixes of their own (`xsi`, `XMLSchema-instance`): a prefixed `type` is it. */
const attributeName = (name: string): string => (name.endsWith(':type') && !name.startsWith('xmlns:') ? 'xsi:type' : name)

const NAME = /[^\s/>=<]+/y
const ATTRIBUTE = /\s+([^\s/>=<]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const TAG_END = /\s*(\/?)>/y

interface Growing {
  readonly written: string
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: XmlElement[]
  text: string
}

const NO_ATTRIBUTES: Record<string, string> = {}

const matchAt = (pattern: RegExp, source: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(source)
}

/** A start tag at `at` (behind the `<`), and where the text goes on. */
const startTag = (source: string, at: number): { element: Growing; closed: boolean; end: number } | null => {
  const written = matchAt(NAME, source, at)?.[0]
  if (written === undefined) return null
  let end = at + written.length
  let attributes = NO_ATTRIBUTES
  for (let found = matchAt(ATTRIBUTE, source, end); found !== null; found = matchAt(ATTRIBUTE, source, end)) {
    if (attributes === NO_ATTRIBUTES) attributes = {}
    attributes[attributeName(found[1] ?? '')] = decodeXml(found[2] ?? found[3] ?? '')
    end += found[0].length
  }
  const tagEnd = matchAt(TAG_END, source, end)
  if (tagEnd === null) return null
  const element = { written, name: localName(written), attributes, children: [], text: '' }
  return { element, closed: tagEnd[1] === '/', end: end + tagEnd[0].length }
}

/** Behind a comment, an instruction or CDATA that opens at `at`; -1: it never closes. */
const behind = (source: string, closing: string, at: number): number => {
  const end = source.indexOf(closing, at)
  return end < 0 ? -1 : end + closing.length
}

interface XmlReading {
  /** Reads on over some elements. False: it has come to the end, or to where this is no XML of that kind. */
  advance(): boolean
  /** Null: not well-formed, or not read to its end. */
  root(): XmlElement | null
}

/** So many tags take well below a millisecond. */
const TAGS_AT_A_TIME = 500

const readingOf = (source: string): XmlReading => {
  const open: Growing[] = []
  let root: XmlElement | null = null
  let at = 0
  let isWhole = false

  /** The next tag and the text before it. False: the end, or no XML. */
  const step = (): boolean => {
    const tag = source.indexOf('<', at)
    const between = source.slice(at, tag < 0 ? source.length : tag)
    const inside = open.at(-1)
    if (inside !== undefined) inside.text += decodeXml(between)
    else if (between.trim() !== '' && between !== '\uFEFF') return false
    if (tag < 0) {
      isWhole = open.length === 0
      return false
    }

    if (source.startsWith('<?', tag)) at = behind(source, '?>', tag)
    else if (source.startsWith('<!--', tag)) at = behind(source, '-->', tag + 4)
    else if (source.startsWith('<![CDATA[', tag) && inside !== undefined) {
      at = behind(source, ']]>', tag)
      inside.text += source.slice(tag + 9, at - 3)
    } else if (source.startsWith('</', tag)) {
      const end = behind(source, '>', tag)
      const done = open.pop()
      if (done === undefined || source.slice(tag + 2, end - 1).trimEnd() !== done.written) return false
      done.text = done.text.trim()
      at = end
    } else {
      const start = startTag(source, tag + 1)
      if (start === null || start.element.written.startsWith('!') || (inside === undefined && root !== null)) return false
      if (inside === undefined) root = start.element
      else inside.children.push(start.element)
      if (!start.closed) open.push(start.element)
      at = start.end
    }
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
export const parseXml = (source: string): XmlElement | null => {
  const reading = readingOf(source)
  while (reading.advance());
  return reading.root()
}

/** As `parseXml`, in turns. Also null where the work ended before its end (`turns.hasEnded`). */
export const parseXmlInTurns = async (source: string, turns: Turns): Promise<XmlElement | null> => {
  const reading = readingOf(source)
  while (reading.advance()) if (turns.isOver && !(await turns.pass())) return null
  return reading.root()
}
