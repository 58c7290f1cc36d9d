/**
 * What people write, short and made up, with nobody's name in it. Spanish only: in a city whose first language is another
 * the demo's reports have no text.
 */
import type { City } from "#contract/city";
import type { Kind } from "#demo/demand";
import { chance, pick, type Random } from "#demo/random";

export interface Descriptions {
  /** A text, or nothing, as many people write nothing. `street` is what the map calls the place. */
  write(random: Random, kind: Kind, service: number, street: string | undefined): string | undefined;
}

export function descriptionsOf(city: City): Descriptions {
  const spanish = city.languages[0]?.startsWith("es") === true;
  const names = city.services.map((service) => service.name[city.languages[0] ?? ""] ?? service.code);
  return {
    write(random, kind, service, street) {
      if (!spanish || chance(random, 0.18)) return undefined;
      const what =
        kind === "other" ? `${names[service]}: ${pick(random, whats.other)}` : pick(random, whats[kind]);
      const parts = [what];
      if (street && chance(random, 0.35)) parts.push(`${pick(random, at)} ${street}`);
      else if (chance(random, 0.6)) parts.push(pick(random, wheres));
      let text = parts.join(" ");
      if (chance(random, 0.4)) text += `, ${pick(random, since)}`;
      text += ".";
      if (chance(random, 0.3)) text += ` ${pick(random, pleas)}`;
      return text;
    },
  };
}

const at = ["sobre", "a la altura de", "en", "casi llegando a", "por"];

const wheres = [
  "frente a la escuela",
  "en la esquina",
  "junto a la parada del camión",
  "a media cuadra",
  "a un lado del parque",
  "frente a la plaza",
  "en el carril derecho",
  "pasando el semáforo",
  "en la entrada de la colonia",
  "a espaldas de la iglesia",
  "frente al kínder",
  "junto al puente",
  "en el cruce peatonal",
  "cerca de la clínica",
  "a la vuelta de la tienda",
  "en el camellón",
];

const since = [
  "desde ayer",
  "desde hace tres días",
  "desde la semana pasada",
  "tiene más de un mes así",
  "desde la última lluvia",
  "desde anoche",
  "ya van varias veces que pasa",
  "desde el fin de semana",
  "cada vez está peor",
  "lleva como quince días",
];

const pleas = [
  "Es peligroso para los niños.",
  "Ya se había reportado antes.",
  "Urge que lo revisen.",
  "Por favor manden a alguien.",
  "Pasan muchos carros por ahí.",
  "Los vecinos ya estamos cansados.",
  "Gracias por su atención.",
  "De noche no se ve nada.",
  "Puede ocasionar un accidente.",
  "Hay adultos mayores en la cuadra.",
  "Quedo al pendiente.",
];

const whats: Record<Kind, readonly string[]> = {
  flood: [
    "Se inundó la calle",
    "El agua llega a la banqueta y no se puede pasar",
    "Hay un encharcamiento muy grande",
    "La calle parece arroyo",
    "Se está metiendo el agua a las cocheras",
  ],
  drain: [
    "Alcantarilla tapada con hojas y basura",
    "La rejilla pluvial está tapada",
    "Sale agua sucia del registro",
    "Falta la tapa de la alcantarilla",
    "El drenaje pluvial no da abasto",
    "Huele muy feo la coladera",
  ],
  trafficLight: [
    "El semáforo está apagado",
    "El semáforo se quedó en rojo",
    "Semáforo intermitente en hora pico",
    "No sirve la luz verde del semáforo",
    "El semáforo peatonal no cambia",
    "Los semáforos no están sincronizados",
  ],
  pole: [
    "Poste a punto de caerse",
    "Hay cables colgando sobre la calle",
    "Un camión tumbó el poste",
    "Poste inclinado hacia la banqueta",
    "Se reventó un cable y quedó en el piso",
  ],
  fallenTree: [
    "Se cayó un árbol y tapa la calle",
    "Una rama grande cayó sobre la banqueta",
    "Árbol caído sobre los cables",
    "Con el viento se vino abajo un encino",
    "Hay un tronco atravesado en el carril",
  ],
  tree: [
    "Las ramas ya tapan la luminaria",
    "El árbol está seco y se puede caer",
    "Las ramas tocan los cables de luz",
    "Hace falta podar los árboles",
    "La raíz está levantando la banqueta",
    "Las ramas no dejan ver el alto",
  ],
  pothole: [
    "Hay un bache muy hondo",
    "Bache que ya ponchó varias llantas",
    "Se abrió otra vez el mismo bache",
    "El pavimento está hundido",
    "Quedó mal tapada una zanja",
    "Varios baches seguidos",
    "Se está levantando el asfalto",
  ],
  lamp: [
    "La luminaria no prende",
    "Lámpara fundida",
    "La luz parpadea toda la noche",
    "Está toda la cuadra a oscuras",
    "La lámpara se queda prendida de día",
    "Poste de luz golpeado",
    "Hay cables colgando de la luminaria",
  ],
  waste: [
    "No pasó el camión de la basura",
    "Dejaron la mitad de las bolsas",
    "Los perros rompieron las bolsas que no recogieron",
    "El contenedor está lleno",
    "Tiraron basura del camión y no la levantaron",
    "Solo pasaron por un lado de la calle",
  ],
  rubble: [
    "Hay escombro tirado",
    "Un montón de escombro tapa el paso",
    "Dejaron escombro de una obra en la calle",
    "Sacos de escombro en la banqueta",
  ],
  bulky: [
    "Dejaron un colchón en la banqueta",
    "Abandonaron unos muebles viejos",
    "Ramas y tiliches que nadie recoge",
    "Un sillón y un refrigerador en la esquina",
    "Cacharros afuera para que los recojan",
  ],
  leak: [
    "Hay una fuga de agua",
    "Sale agua de la banqueta todo el día",
    "El aspersor del camellón está roto",
    "Se está tirando mucha agua",
    "Toma de agua rota",
  ],
  noise: [
    "Música a todo volumen",
    "Fiesta con bocinas en la calle",
    "Ruido de obra fuera de horario",
    "El bar no baja el volumen",
    "Escapes ruidosos toda la noche",
  ],
  dog: [
    "Perro suelto y agresivo",
    "Tres perros sueltos que corretean a la gente",
    "Un perro mordió a un repartidor",
    "Perro sin correa todas las mañanas",
  ],
  animal: [
    "Hay un animal muerto",
    "Un perro atropellado",
    "Un tlacuache muerto en la calle",
    "Gato muerto junto al contenedor",
    "Ya huele mal el animal muerto",
  ],
  graffiti: ["Pintaron la barda", "Grafiti nuevo en el puente", "Rayaron la caseta", "Rayaron los juegos"],
  car: [
    "Vehículo abandonado",
    "Un carro lleva semanas sin moverse",
    "Camioneta con las llantas ponchadas que nadie mueve",
    "Carro sin placas abandonado",
    "Abandonaron un remolque",
  ],
  sign: [
    "Tiraron la señal de alto",
    "No se ve la señal por las ramas",
    "Ya se borró el paso de cebra",
    "Falta pintar el tope",
    "El letrero de la calle está volteado",
  ],
  sidewalk: [
    "La banqueta está quebrada",
    "Hay un hoyo en la banqueta",
    "La rampa está rota y no pasan las carriolas",
    "Falta un tramo de banqueta",
    "Se levantaron los adoquines",
  ],
  lot: [
    "Lote baldío lleno de maleza",
    "La maleza ya pasa la barda",
    "Hay ratas y víboras en el lote",
    "El baldío se está usando de basurero",
    "La hierba invade la banqueta",
  ],
  playground: [
    "El columpio está roto",
    "Los juegos tienen partes oxidadas",
    "La resbaladilla tiene un filo suelto",
    "Falta una tabla en los juegos",
  ],
  park: [
    "El pasto está muy alto",
    "No sirve el riego del parque",
    "Está seca toda el área verde",
    "Bancas rotas en la plaza",
    "El parque está descuidado",
  ],
  sweeping: [
    "Mucha hojarasca en la calle",
    "La calle está muy sucia",
    "No han barrido",
    "Basura acumulada en el camellón",
    "Quedó tierra de la última lluvia",
  ],
  vendor: [
    "Puesto que tapa la banqueta",
    "Vendedores en el cruce",
    "Se instaló un puesto sin permiso",
    "El puesto deja basura y grasa",
  ],
  banner: [
    "Colgaron mantas en los postes",
    "Propaganda pegada en los árboles",
    "Anuncio que tapa la señal",
    "Banderolas en el camellón sin permiso",
  ],
  works: [
    "Obra sin permiso a la vista",
    "Dejaron material en la calle",
    "Están trabajando fuera de horario",
    "La obra levanta mucho polvo",
  ],
  other: ["hace falta que lo atiendan", "no funciona", "necesita reparación", "pido que lo revisen"],
};
