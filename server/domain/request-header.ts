/** Every mutation carries it. Another site's page cannot add it without the browser asking us first, and we say no. */
export const REQUEST_HEADER = 'x-ridethrough'
export const REQUEST_HEADER_VALUE = '1'
