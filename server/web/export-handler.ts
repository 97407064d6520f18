import { z } from 'zod'
import { CONTENT_TYPES, EXPORT_FORMATS, exportText } from '../api/export-journal'
import { auditExport } from '../services/audit/audit-export'
import { journalFilterSchema } from '../services/audit/journal-filter'
import { callQuery } from '../services/call-verb'
import { badRequest, errorResponse } from './error-response'
import { requestCaller } from './request-caller'
import { textStream } from './text-stream'
import type { WebHost } from './web-host'

const number = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number)
  .optional()
const parametersSchema = z.object({ format: z.enum(EXPORT_FORMATS).default('csv'), fromMs: number, toMs: number })

/** GET /api/audit/export?format=csv|json&… with the audit page's filters; `kinds` may be given several times. */
export const handleExport = async (web: WebHost, request: Request): Promise<Response> => {
  try {
    const { format, filter } = readParameters(new URL(request.url).searchParams)
    const { caller } = await requestCaller(web, request.headers)
    const batches = await callQuery(web.services, auditExport, caller, filter)
    const day = new Date(web.services.now()).toISOString().slice(0, 10)
    return new Response(textStream(exportText(format, batches)), {
      headers: {
        'content-type': CONTENT_TYPES[format],
        'content-disposition': `attachment; filename="ridethrough-audit-${day}.${format}"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return errorResponse('audit export', error)
  }
}

const readParameters = (given: URLSearchParams) => {
  const all = Object.fromEntries([...given].filter(([name, value]) => name !== 'kinds' && value !== ''))
  const kinds = given.getAll('kinds').flatMap((value) => value.split(',').filter((kind) => kind !== ''))
  const parameters = parametersSchema.safeParse(all)
  if (!parameters.success) throw badRequest(parameters.error)
  const { format, fromMs, toMs } = parameters.data
  const filter = journalFilterSchema.safeParse({ ...all, fromMs, toMs, ...(kinds.length > 0 ? { kinds } : {}) })
  if (!filter.success) throw badRequest(filter.error)
  return { format, filter: filter.data }
}
