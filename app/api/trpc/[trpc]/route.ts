import { handleTrpc } from '@/server/web/trpc-handler'
import { webHost } from '@/server/web/web-host'

export const dynamic = 'force-dynamic'

const handle = async (request: Request): Promise<Response> => handleTrpc(await webHost(), request)

export { handle as GET, handle as POST }
