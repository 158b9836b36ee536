/** The two channels between the screens and the main process. The preload is bundled, so both sides take them from here. */
export const invokeChannel = 'bancone:invoke';
export const eventChannel = 'bancone:event';
