import type { Random } from './random.ts';

/** Where a household's names come from, and the language its members would rather read. */
export type Origin = {
  readonly language: 'it' | 'en' | 'fr' | 'es' | 'ro' | 'sq' | 'ar' | 'uk';
  /** Out of a hundred households. */
  readonly share: number;
  readonly surnames: readonly string[];
  readonly women: readonly string[];
  readonly men: readonly string[];
};

const words = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('_', ' '));

/**
 * Common names, put together at random: the people are invented. Origins and their shares are about those
 * that solidarity shops of central Italy report.
 */
export const origins: readonly Origin[] = [
  {
    language: 'it',
    share: 48,
    surnames:
      words(`Rossi Bianchi Ferri Gentili Donati Conti Rinaldi Marini Galli Fabbri Mancini Ricci Serafini
      Bartolini Guidi Bernardi Baldelli Pierini Tonelli Uguccioni Cecchini Battistelli Giorgi Longhi Amadori
      Della_Santa De_Angelis D'Angelo Lo_Russo Palazzi Sanchioni Zaffini Vitali Montanari Tombari Orazi Gaudenzi
      Ceccarelli Ciaroni Antonioli Falcioni Marchetti Romagna Sorcinelli Tagliabracci Urbinati Venturi Zandri`),
    women: words(`Anna Maria Lucia Giulia Francesca Paola Elena Marta Chiara Silvia Teresa Rosa Caterina Ivana
      Antonella Daniela Loredana Nicoletta Patrizia Rita Simona Giovanna Federica Ilaria Carla Mirella`),
    men: words(`Mario Giuseppe Paolo Marco Luca Giorgio Stefano Antonio Franco Sergio Roberto Alessandro Davide
      Enrico Fabio Gianluca Massimo Nicolò Pietro Salvatore Vincenzo Tommaso Claudio Bruno Renato`),
  },
  {
    language: 'ar',
    share: 13,
    surnames: words(`El_Idrissi Benali Bennani Amrani Haddad El_Fassi Chraibi Ouazzani Tazi Lahlou Mansouri
      Cherkaoui Belhaj Boukhari Ziani Karimi Saidi Rahmouni`),
    women: words('Fatima Khadija Samira Naima Aicha Malika Hanane Latifa Zineb Souad Nadia Karima'),
    men: words('Mohamed Ahmed Youssef Hassan Rachid Abdelkader Khalid Mustapha Said Omar Driss Brahim'),
  },
  {
    language: 'sq',
    share: 8,
    surnames: words('Hoxha Shehu Dervishi Gjoka Leka Kola Marku Prifti Hysa Bardhi Cela Duka Xhafa Muça'),
    women: words('Mirela Elira Valbona Drita Arjana Blerta Flutura Entela Majlinda Shpresa'),
    men: words('Arben Ilir Agron Besnik Dritan Fatos Genti Luan Petrit Skënder'),
  },
  {
    language: 'uk',
    share: 7,
    surnames: words(`Kovalenko Shevchenko Bondarenko Tkachenko Kravchenko Oliynyk Melnyk Lysenko Marchenko
      Savchenko Rudenko Polishchuk`),
    women: words('Olena Oksana Tetiana Iryna Natalia Svitlana Halyna Lyudmyla Mariia Kateryna Yuliia'),
    men: words('Andrii Serhii Oleksandr Volodymyr Mykola Dmytro Vasyl Ivan Petro'),
  },
  {
    language: 'ro',
    share: 7,
    surnames: words(`Popescu Ionescu Munteanu Stan Dumitrescu Gheorghiu Matei Ciobanu Rusu Ștefănescu Moldovan
      Tănase Ungureanu`),
    women: words('Elena Ioana Mihaela Daniela Cristina Gabriela Mariana Ana Florentina Alina'),
    men: words('Ion Gheorghe Vasile Constantin Marian Cătălin Florin Nicolae Adrian Bogdan'),
  },
  {
    language: 'en',
    share: 5,
    surnames: words('Okafor Adeyemi Eze Okonkwo Balogun Osagie Nwosu Ibrahim Ogunleye Ehigie Omoregie'),
    women: words('Blessing Joy Grace Faith Patience Chioma Ngozi Amaka Precious Gift'),
    men: words('Emeka Chidi Tunde Samuel Osaze Kingsley Godwin Festus Ikenna'),
  },
  {
    language: 'en',
    share: 4,
    surnames: words('Rahman Hossain Islam Uddin Miah Chowdhury Khan Sarker Begum Akter Talukder'),
    women: words('Nasrin Shirin Rokeya Salma Taslima Farhana Ayesha Jannat'),
    men: words('Abdul Kamal Rafiqul Shahidul Jahangir Mizanur Nurul Anwar'),
  },
  {
    language: 'es',
    share: 3,
    surnames: words('Quispe Mamani Flores Huamán Rojas Vargas Chávez Ramos Castillo Núñez Paredes'),
    women: words('Rosa Carmen Juana Luz Milagros Yolanda Pilar Maritza'),
    men: words('José Luis Carlos Jorge Víctor Julio Walter Edwin'),
  },
  {
    language: 'fr',
    share: 3,
    surnames: words('Diop Ndiaye Fall Sow Sarr Gueye Faye Ba Diallo Seck Mbaye Thiam'),
    women: words('Awa Fatou Aminata Mariama Khady Ndeye Coumba Bineta'),
    men: words('Mamadou Ousmane Ibrahima Cheikh Modou Abdoulaye Moussa Pape'),
  },
  {
    language: 'ar',
    share: 2,
    surnames: words('Trabelsi Ben_Salah Gharbi Jaziri Mejri Hammami Bouazizi Ayari'),
    women: words('Leila Amel Ines Sonia Rim Wafa'),
    men: words('Slim Nabil Mehdi Walid Hichem Anis'),
  },
];

export type Sex = 'female' | 'male';

export const drawOrigin = (random: Random): Origin =>
  random.weighted(origins.map((origin) => [origin, origin.share] as const));

export const drawGivenName = (random: Random, origin: Origin, sex: Sex): string =>
  random.pick(sex === 'female' ? origin.women : origin.men);
