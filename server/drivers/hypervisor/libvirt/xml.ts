import { XMLParser } from 'fast-xml-parser'
import type { z } from 'zod'

/** Elements that may stand several times: always lists, so that one of them is no special case. */
const LISTS = new Set(['disk', 'interface', 'hostdev', 'channel', 'portgroup', 'tag', 'host'])

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  isArray: (name) => LISTS.has(String(name)),
})

/** Null where the text is no XML, or not what the schema describes. */
export const parsed = <T>(text: string, schema: z.ZodType<T>): T | null => {
  try {
    const result = schema.safeParse(parser.parse(text))
    return result.success ? result.data : null
  } catch {
    return null
  }
}
