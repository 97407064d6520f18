import { handleExport } from '@/server/web/export-handler'
import { webHost } from '@/server/web/web-host'

export const dynamic = 'force-dynamic'

export const GET = async (request: Request): Promise<Response> => handleExport(await webHost(), request)
