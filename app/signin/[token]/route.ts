import { handleSignInLink } from '@/server/web/sign-in-link'
import { webHost } from '@/server/web/web-host'

export const dynamic = 'force-dynamic'

interface Segment {
  readonly params: Promise<{ readonly token: string }>
}

export const GET = async (request: Request, { params }: Segment): Promise<Response> =>
  handleSignInLink(await webHost(), request, (await params).token)
