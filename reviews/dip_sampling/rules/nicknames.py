"""What readers call a file."""

BIRD_NAMES = """
Avocet Bittern Buzzard Chaffinch Chough Cormorant Crake Crossbill Cuckoo Curlew Dipper Dotterel Dunlin Dunnock
Egret Eider Fieldfare Firecrest Flycatcher Fulmar Gadwall Gannet Godwit Goldcrest Goldeneye Goldfinch
Goosander Goshawk Grebe Greenfinch Greenshank Grouse Guillemot Harrier Hawfinch Hobby Hoopoe Jackdaw Kestrel
Kingfisher Kittiwake Lapwing Linnet Magpie Mallard Merganser Moorhen Nightjar Nuthatch Oriole Osprey Ouzel
Oystercatcher Peregrine Petrel Phalarope Pheasant Pigeon Pintail Pipit Plover Pochard Ptarmigan Puffin
Razorbill Redpoll Redshank Redstart Redwing Ringouzel Sanderling Sandpiper Scaup Scoter Shearwater Shelduck
Shoveler Shrike Siskin Skua Skylark Smew Snipe Spoonbill Stonechat Swallow Tern Thrush Treecreeper Turnstone
Twite Wagtail Warbler Waxwing Wheatear Whimbrel Whinchat Whitethroat Wigeon Woodcock Woodlark Wryneck
Yellowhammer
"""
BIRDS = tuple(BIRD_NAMES.split())
"""Names that say nothing about a file, and that are nobody's name."""


def nickname(number: int) -> str:
    """The name for the file that came out of a shuffle as number 0, 1, 2 ...: "Kestrel", and later "Kestrel 2"."""
    bird, again = BIRDS[number % len(BIRDS)], number // len(BIRDS)
    return f"{bird} {again + 1}" if again else bird
