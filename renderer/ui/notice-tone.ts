/** How grave a message is: each has its own icon, word, colour and sound. */
export type NoticeTone = 'info' | 'ok' | 'warning' | 'problem';
