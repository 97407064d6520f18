import { health } from '@/server/web/health'
import { webHost } from '@/server/web/web-host'

export const dynamic = 'force-dynamic'

/** 200 while the console can work, 503 while its store fails. `engine` tells whether the engine beats. */
export const GET = async (): Promise<Response> => {
  const found = await health(webHost)
  return Response.json(found, { status: found.status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
