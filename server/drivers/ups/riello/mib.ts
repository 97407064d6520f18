import { upsMibLayout } from '../../ups-protocols/upsmib/layout'

/** RUPS-MIB: RFC 1628 again, object for object, under Riello's number. */
export const RUPS = upsMibLayout('Riello RUPS', '1.3.6.1.4.1.5491.10', 'rups')
