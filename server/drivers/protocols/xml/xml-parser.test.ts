import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { escapeXml, type XmlElement } from './xml'
import { Turns } from '../turns'
import { parseXml, parseXmlInTurns } from './xml-parser'

/** The witness: a general parser, told to change nothing. */
const general = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
})

/** Our tree in the general parser's shape. */
const inItsShape = (element: XmlElement): unknown => {
  const inner = element.text === '' ? element.children.map(inItsShape) : [{ '#text': element.text }]
  const attributes = Object.keys(element.attributes).length === 0 ? {} : { ':@': element.attributes }
  return { [element.name]: inner, ...attributes }
}

/** Trees from a small generator with a fixed seed: the same ones in every run. */
const generator = (seed: number) => {
  let state = seed
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % bound
  }
  const texts = ['vm-1', 'a & b', '<web>', 'Größe "x"', "it's", '0012', 'x]]y', 'a > b']
  const pick = () => texts[below(texts.length)] ?? ''
  const tree = (depth: number): string => {
    const name = `n${below(5)}`
    const attributes = [`id="${escapeXml(pick())}"`, `xsi:type='t${below(3)}'`].slice(0, below(3)).map((each) => ` ${each}`)
    const open = `${name}${attributes.join('')}`
    if (below(5) === 0) return `<${open}/>`
    const inside =
      depth === 0 || below(3) === 0
        ? escapeXml(pick())
        : Array.from({ length: below(4) }, () => `\n  ${tree(depth - 1)}`).join(below(4) === 0 ? '<!-- <n> -->' : '')
    return `<${open} >${inside}</${name}\n>`
  }
  return () => `<?xml version="1.0" encoding="UTF-8"?>\n<root xmlns:xsi="x">${tree(5)}</root>\n`
}

describe('the XML parser', () => {
  it('reads what a general parser reads, over 300 generated documents', () => {
    const next = generator(42)
    for (let round = 0; round < 300; round += 1) {
      const document = next()
      const ours = parseXml(document)
      const theirs: unknown = general.parse(document)
      expect(ours === null ? null : [inItsShape(ours)], document).toEqual(Array.isArray(theirs) ? theirs.slice(1) : theirs)
    }
  })

  it('reads the same in turns as at once', async () => {
    const next = generator(7)
    const documents = [
      ...Array.from({ length: 50 }, next),
      `<r>${Array.from({ length: 40 }, next)
        .join('')
        .replaceAll(/<\?.*\?>/g, '')}</r>`,
    ]
    for (const document of documents) {
      let nowMs = 0
      // Every look at the clock finds the turn over.
      const turns = new Turns(undefined, () => (nowMs += 1_000))
      expect(await parseXmlInTurns(document, turns)).toEqual(parseXml(document))
      expect(turns.hasEnded).toBe(false)
      const half = document.slice(0, document.length / 2)
      expect(await parseXmlInTurns(half, turns)).toEqual(parseXml(half))
    }
  })

  it('A3 ends where the call has ended: half a document is none', async () => {
    let nowMs = 0
    const turns = new Turns({ deadlineMs: 1_500 }, () => (nowMs += 1_000))
    expect(await parseXmlInTurns(`<r>${'<a>1</a>'.repeat(5_000)}</r>`, turns)).toBeNull()
    expect(turns.hasEnded).toBe(true)
  })

  const without = (element: XmlElement, name: string): XmlElement => ({
    ...element,
    children: element.children.filter((child) => child.name !== name).map((child) => without(child, name)),
  })
  /** Text beside children is nobody's: the general parser's witness leaves it out, too. */
  const bare = (element: XmlElement): unknown => ({ ...element, text: '', children: element.children.map(bare) })

  it('leaves out what is not read, with all that is inside it, over 300 generated documents', () => {
    const next = generator(99)
    for (let round = 0; round < 300; round += 1) {
      const document = next()
      const whole = parseXml(document)
      const part = parseXml(document, ({ name }) => name === 'n3')
      expect(part === null ? null : bare(part), document).toEqual(whole === null ? null : bare(without(whole, 'n3')))
    }
  })

  it('leaves out by attributes, and keeps the text around', () => {
    const isDisk = (document: string) =>
      parseXml(document, ({ name, attributes }) => name === 'd' && attributes['xsi:type'] !== 'Disk')
    const root = isDisk(
      '<r><d x:type="Key" a="/"><b/><!-- <c> --><![CDATA[<c>]]><b>x</b></d><d x:type="Disk"><k>1</k></d><d/></r>',
    )
    expect(root?.children.map(({ attributes, children }) => [attributes['xsi:type'], children[0]?.text])).toEqual([['Disk', '1']])
    expect(root?.text).toBe('')
  })

  it.each(['<r><d><a></d></a></r>', '<r><d><a b=1></a></d></r>', '<r><d></r>', '<r><d><!-- </d></r>', '<r><d></d></d></r>'])(
    'refuses %s, although what is broken there is not read',
    (written) => {
      expect(parseXml(written, ({ name }) => name === 'd')).toBeNull()
    },
  )

  it('takes CDATA as it is, and skips comments and instructions', () => {
    expect(parseXml('<a><!-- <b> --><?x y?><![CDATA[1 < 2 &amp; 3]]></a>')?.text).toBe('1 < 2 &amp; 3')
  })

  it.each([
    ['nothing', ''],
    ['text', 'It works!'],
    ['a web page', '<html><body>It works!<br></body></html>'],
    ['half an answer', '<a><b>1</b>'],
    ['an end without a start', '</a>'],
    ['an end without a name', '<a/></>'],
    ['crossed elements', '<a><b></a></b>'],
    ['two roots', '<a/><b/>'],
    ['an open comment', '<a><!-- x</a>'],
    ['an open tag', '<a b="1'],
    ['an attribute without quotes', '<a b=1/>'],
    ['a document type', '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>'],
  ])('refuses %s', (_, written) => {
    expect(parseXml(written)).toBeNull()
  })
})
