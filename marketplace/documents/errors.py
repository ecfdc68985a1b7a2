"""What documents refuse."""

from marketplace.kernel.errors import N_, InvalidError


class FileRefusedError(InvalidError):
    """Base of every refusal of a file. `name` is what the file is called."""

    code = "file_refused"
    sentence = N_("“%(name)s” cannot be accepted.")


class FileEmptyError(FileRefusedError):
    """Nothing is in it, or no file was chosen."""

    code = "file_empty"
    sentence = N_("“%(name)s” is empty.")


class FileNamePathError(FileRefusedError):
    """Its name leads into folders: no browser sends such a name, and nobody should choose where a file goes."""

    code = "file_name_path"
    sentence = N_("The name of “%(name)s” comes with folders. Please send the file under its own name alone.")


class FileTooLargeError(FileRefusedError):
    """More bytes than the limit; nothing of it is kept."""

    code = "file_too_large"
    sentence = N_("“%(name)s” is too large: at most %(megabytes)s MB. Nothing of it was kept.")


class FileTypeError(FileRefusedError):
    """Its content is of no type that the bank accepts."""

    code = "file_type"
    sentence = N_("“%(name)s” is of a type that the bank does not accept. It accepts %(types)s.")


class FileNameMisleadsError(FileRefusedError):
    """Its content is not what its name says."""

    code = "file_name_misleads"
    sentence = N_("“%(name)s” is not what its name says: in truth it is a file of the type %(type)s.")


class VectorImageError(FileRefusedError):
    """An SVG, which may carry a program."""

    code = "vector_image"
    sentence = N_("“%(name)s” is an SVG drawing, which can carry a program. Please save it as PNG or PDF.")


class ImageTooLargeError(FileRefusedError):
    """More pixels than may be decoded."""

    code = "image_too_large"
    sentence = N_("“%(name)s” has too many pixels: at most %(megapixels)s million. Please make the image smaller.")


class UnpackedTooLargeError(FileRefusedError):
    """A small file that unpacks to a large one, or to very many."""

    code = "unpacked_too_large"
    sentence = N_("“%(name)s” unpacks to more than the bank accepts: at most %(megabytes)s MB in %(parts)s parts.")


class FileDamagedError(FileRefusedError):
    """It cannot be read to its end, or is locked by a password."""

    code = "file_damaged"
    sentence = N_("“%(name)s” is damaged or locked by a password. Please open it, save it again and send the new file.")


class TextEncodingError(FileRefusedError):
    """Text in an encoding that the bank does not read."""

    code = "text_encoding"
    sentence = N_("“%(name)s” is not text in UTF-8. Please save it in that encoding.")
